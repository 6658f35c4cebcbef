import { beforeEach, describe, expect, test } from 'vitest'
import type { LogLine } from '../../../../src/main/ports.ts'
import { PageWatch } from '../../../../src/main/window/page-watch.ts'
import type { DroppedEvents } from '../../../../src/shared/ipc-contract.ts'
import type { SessionId, StreamId } from '../../../../src/shared/ids.ts'
import { ALIVE_EVERY_MS } from '../../../../src/shared/limits.ts'
import { VirtualClock } from '../../../support/virtual-clock.ts'

/** A clock of a main that can be held up: time passes and none of its timers runs. */
class HeldUpClock extends VirtualClock {
  #held_up_ms = 0

  override now(): number {
    return super.now() + this.#held_up_ms
  }

  holdUp(ms: number): void {
    this.#held_up_ms += ms
  }
}

let clock: HeldUpClock
let log: LogLine[]
let watch: PageWatch
beforeEach(() => {
  clock = new HeldUpClock()
  log = []
  watch = new PageWatch({ clock, writeLog: (line) => void log.push(line) })
})

/** So much time in which a page is as it should be. */
async function well(page_id: number, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += ALIVE_EVERY_MS) {
    watch.alive(page_id, 0)
    await clock.advance(ALIVE_EVERY_MS)
  }
}

describe('signs of life', () => {
  test('a page that goes on speaking is not told of', async () => {
    await well(1, 60_000)
    expect(log).toEqual([])
  })

  test('silence of more than 5 s is told once, and its end with the whole length', async () => {
    await well(1, 10_000)
    await clock.advance(60_000)
    expect(log).toEqual([{ event: 'renderer_unresponsive', page_id: 1, ms: 6_000 }])
    watch.alive(1, 0)
    expect(log[1]).toEqual({ event: 'renderer_responsive', page_id: 1, ms: 62_000 })
    await well(1, 20_000)
    expect(log).toHaveLength(2)
  })

  test('one page that hangs does not put another under suspicion', async () => {
    watch.alive(2, 0)
    await well(1, 12_000)
    expect(log).toEqual([{ event: 'renderer_unresponsive', page_id: 2, ms: 6_000 }])
  })

  test('a page that never spoke, and one that is forgotten, is not missed', async () => {
    watch.forget(7)
    watch.alive(1, 0)
    watch.forget(1)
    await clock.advance(60_000)
    expect(log).toEqual([])
  })

  test('a page that hung and was loaded anew begins without a past', async () => {
    watch.alive(1, 0)
    await clock.advance(10_000)
    watch.forget(1)
    watch.alive(1, 0)
    expect(log.map(({ event }) => event)).toEqual(['renderer_unresponsive'])
    await clock.advance(10_000)
    expect(log.map(({ event }) => event)).toEqual(['renderer_unresponsive', 'renderer_unresponsive'])
  })

  test('when main itself was held up no page is blamed; one that hangs on is told of later', async () => {
    watch.alive(1, 0)
    await clock.advance(1_500)
    clock.holdUp(30_000)
    await clock.advance(5_000)
    expect(log).toEqual([])
    await clock.advance(2_000)
    expect(log.map(({ event }) => event)).toEqual(['renderer_unresponsive'])
  })

  test('nothing is armed without a page, nor after the end', async () => {
    expect(clock.armed).toBe(0)
    watch.alive(1, 0)
    watch.alive(2, 0)
    expect(clock.armed).toBe(1)
    watch.forget(1)
    watch.forget(2)
    expect(clock.armed).toBe(0)
    watch.alive(1, 300)
    watch.dispose()
    expect(clock.armed).toBe(0)
    await clock.advance(60_000)
    expect(log).toHaveLength(1)
  })
})

test('a task of 250 ms or more is told with its page, a shorter one is not', () => {
  watch.alive(3, 249)
  watch.alive(3, 1_234.5)
  expect(log).toEqual([{ event: 'loop_blocked', where: 'window', page_id: 3, ms: 1_235 }])
})

function events(stream: number, count: number, why: DroppedEvents['why'] = 'stale'): DroppedEvents {
  return { stream_id: `stream-${stream}` as StreamId, session_id: 's' as SessionId, why, count }
}

describe('events the gate of a window dropped', () => {
  test('are told by stream and reason', () => {
    watch.dropped([events(1, 3), events(2, 1, 'duplicate')])
    const line = { event: 'stale_dropped', where: 'window', session_id: 's' }
    expect(log).toEqual([
      { ...line, why: 'stale', count: 3, stream_id: 'stream-1' },
      { ...line, why: 'duplicate', count: 1, stream_id: 'stream-2' },
    ])
  })

  test('fill no log: a second has 32 lines, then what is left as one count for each reason', async () => {
    for (let i = 0; i < 1_000; i++) watch.dropped([events(i, 2, i % 2 ? 'after_done' : 'duplicate')])
    watch.alive(1, 900)
    expect(log).toHaveLength(32)
    await clock.advance(1_000)
    expect(log).toHaveLength(34)
    expect(log.slice(32)).toMatchObject([
      { why: 'duplicate', count: 968, stream_id: null, session_id: null },
      { why: 'after_done', count: 968, stream_id: null, session_id: null },
    ])
    const total = log.reduce((sum, line) => sum + Number(line['count']), 0)
    expect(total).toBe(2_000)
    watch.dropped([events(1, 1)])
    expect(log).toHaveLength(35)
  })

  test('that wait to be told are told by the end', () => {
    for (let i = 0; i < 40; i++) watch.dropped([events(i, 1)])
    watch.dispose()
    expect(log.at(-1)).toMatchObject({ why: 'stale', count: 8, stream_id: null })
  })
})
