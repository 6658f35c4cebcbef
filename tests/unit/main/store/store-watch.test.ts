import { beforeEach, expect, test } from 'vitest'
import type { LogLine } from '../../../../src/main/ports.ts'
import { StoreWatch } from '../../../../src/main/store/store-watch.ts'
import { VirtualClock } from '../../../support/virtual-clock.ts'

/** A clock of a main that can be held up: time passes and none of its timers runs. */
class HeldUpClock extends VirtualClock {
  held_up_ms = 0

  override now(): number {
    return super.now() + this.held_up_ms
  }
}

let clock: HeldUpClock
let log: LogLine[]
let watch: StoreWatch
beforeEach(() => {
  clock = new HeldUpClock()
  log = []
  watch = new StoreWatch(clock, (line) => void log.push(line))
})

test('operations that are answered in time are not told of, however many follow each other', async () => {
  for (let i = 0; i < 20; i++) {
    watch.turnsTo('stream:append')
    await clock.advance(1_900)
  }
  watch.turnsTo(null)
  expect(log).toEqual([])
  expect(clock.armed).toBe(0)
})

test('an operation without a reply for 2 s is told once while it lasts, and once when it is answered', async () => {
  watch.turnsTo('stream:append')
  await clock.advance(1_500)
  watch.turnsTo('stream:close')
  await clock.advance(1_999)
  expect(log).toEqual([])
  await clock.advance(60_001)
  expect(log).toEqual([{ event: 'store_blocked', ms: 2_000, ongoing: true, operation: 'stream:close' }])
  watch.turnsTo('stream:append')
  expect(log[1]).toEqual({ event: 'store_blocked', ms: 62_000, operation: 'stream:close' })
  watch.turnsTo(null)
  expect(log).toHaveLength(2)
})

test('an operation behind one that was late is timed from its own turn', async () => {
  watch.turnsTo('open')
  await clock.advance(5_000)
  watch.turnsTo('shut')
  await clock.advance(1_900)
  expect(log).toHaveLength(2)
  await clock.advance(100)
  expect(log[2]).toEqual({ event: 'store_blocked', ms: 2_000, ongoing: true, operation: 'shut' })
})

test('when main itself was held up the worker is not blamed: its reply may lie unread', async () => {
  watch.turnsTo('stream:append')
  clock.held_up_ms += 30_000
  await clock.advance(2_000)
  expect(log).toEqual([])
  await clock.advance(2_000)
  expect(log).toMatchObject([{ ms: 2_000, ongoing: true }])
})

test('a timer is armed only while there is something to do', async () => {
  expect(clock.armed).toBe(0)
  watch.turnsTo('stream:append')
  expect(clock.armed).toBe(1)
  watch.turnsTo('stream:append')
  expect(clock.armed).toBe(1)
  watch.turnsTo(null)
  expect(clock.armed).toBe(0)
  watch.turnsTo('open')
  watch.stop()
  expect(clock.armed).toBe(0)
  await clock.advance(10_000)
  expect(log).toEqual([])
})
