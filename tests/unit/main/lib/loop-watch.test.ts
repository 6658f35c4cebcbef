import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { TICK_MS } from '../../../../src/main/lib/loop-watch-pulse.ts'
import { LoopWatch } from '../../../../src/main/lib/loop-watch.ts'
import { takeStock } from '../../../../src/main/self-test/leaks.ts'
import { assertNothingLeft, quietStock } from '../../../support/quiet-stock.ts'

const WATCHER = new URL('../../../../src/main/lib/loop-watch-thread.ts', import.meta.url)

let folder: string
let log: { event: string; [field: string]: unknown }[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-loop-'))
  log = []
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
})

function started(worker = WATCHER): LoopWatch {
  const log_path = join(folder, 'logs', 'sluice.log')
  const watch = new LoopWatch({ log_path, worker, writeLog: (line) => void log.push(line) })
  onTestFinished(() => watch.dispose())
  return watch
}

const ms = (): number[] => log.map((line) => Number(line['ms']))

describe('in time that a test moves', () => {
  /** Main's clock ran on by so much while no timer of main's could run. */
  let stood_still_ms = 0
  beforeEach(() => {
    stood_still_ms = 0
    vi.useFakeTimers()
    const real = performance.now.bind(performance)
    vi.spyOn(performance, 'now').mockImplementation(() => real() + stood_still_ms)
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.restoreAllMocks()
  })

  test('a block is told once, with its length, one tick after main goes on', () => {
    started()
    vi.advanceTimersByTime(1_000)
    stood_still_ms += 700
    vi.advanceTimersByTime(TICK_MS)
    expect(log).toEqual([])
    vi.advanceTimersByTime(TICK_MS)
    expect(log).toEqual([{ event: 'loop_blocked', where: 'main', ms: 700 }])
    vi.advanceTimersByTime(5_000)
    expect(log).toHaveLength(1)
  })

  test('a block that no person notices is not told', () => {
    started()
    for (let i = 0; i < 10; i++) {
      stood_still_ms += 240
      vi.advanceTimersByTime(TICK_MS)
    }
    expect(log).toEqual([])
  })

  test('blocks that follow each other are told one by one', () => {
    started()
    for (const block of [300, 400, 500]) {
      stood_still_ms += block
      vi.advanceTimersByTime(TICK_MS)
    }
    vi.advanceTimersByTime(TICK_MS)
    expect(ms()).toEqual([300, 400, 500])
  })

  test('a sleep whose resume is told after the first tick is no block', () => {
    const watch = started()
    stood_still_ms += 900
    vi.advanceTimersByTime(TICK_MS)
    watch.resume()
    vi.advanceTimersByTime(5_000)
    expect(log).toEqual([])
  })

  test('a sleep whose resume is told before the first tick is no block', () => {
    const watch = started()
    watch.suspend()
    stood_still_ms += 900
    watch.resume()
    vi.advanceTimersByTime(5_000)
    expect(log).toEqual([])
  })

  test('between suspend and resume no tick is judged, and after it all are', () => {
    const watch = started()
    watch.suspend()
    stood_still_ms += 900
    vi.advanceTimersByTime(5_000)
    watch.resume()
    stood_still_ms += 400
    vi.advanceTimersByTime(5_000)
    expect(ms()).toEqual([400])
  })

  test('a block that waits to be told is told by the end', async () => {
    const watch = started()
    stood_still_ms += 600
    vi.advanceTimersByTime(TICK_MS)
    vi.useRealTimers()
    await watch.dispose()
    expect(ms()).toEqual([600])
  })
})

describe('in real time', () => {
  function blockMain(block_ms: number): void {
    for (const until = performance.now() + block_ms; performance.now() < until;);
  }

  /** Main stands still until the watcher has told of it; it needs a moment to start. */
  function blockUntilTold(file: string): void {
    for (let parts = 0; parts < 400 && !existsSync(file); parts++) blockMain(50)
  }

  test('a block of main is measured to within a tick; below a second the watcher writes nothing', async () => {
    started()
    blockMain(600)
    await expect.poll(() => log.length).toBeGreaterThan(0)
    const longest = Math.max(...ms())
    expect(longest).toBeGreaterThanOrEqual(600 - TICK_MS - 20)
    expect(existsSync(join(folder, 'logs'))).toBe(false)
  })

  test('the watcher writes into the log file while main stands still, and makes its folder', async () => {
    started()
    const file = join(folder, 'logs', 'sluice.log')
    blockUntilTold(file)
    const [line] = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((one) => JSON.parse(one) as Record<string, unknown>)
    expect(line).toMatchObject({ event: 'loop_blocked', where: 'main', ongoing: true })
    expect(Number(line?.['ms'])).toBeGreaterThanOrEqual(1_000)
    expect(Number(line?.['ms'])).toBeLessThan(2_000)
    expect(Number.isNaN(Date.parse(String(line?.['time'])))).toBe(false)
  })

  test('what the watcher told of gets its end, also when main takes it for a sleep', async () => {
    const watch = started()
    const file = join(folder, 'logs', 'sluice.log')
    blockUntilTold(file)
    watch.resume()
    await expect.poll(() => log).toHaveLength(1)
    expect(log[0]).toMatchObject({ event: 'loop_blocked', where: 'main' })
    expect(log[0]).not.toHaveProperty('ongoing')
    expect(ms()[0]).toBeGreaterThanOrEqual(1_000)
    expect(ms()[0]).toBeLessThan(2_000)
  })

  test('without its watcher main still measures itself, and says that it is alone', async () => {
    started(new URL('./no-such-watcher.ts', import.meta.url))
    await expect.poll(() => log[0]).toMatchObject({ event: 'loop_watch_failed' })
    blockMain(1_400)
    await expect.poll(() => log[1]).toMatchObject({ event: 'loop_blocked', where: 'main' })
    expect(Number(log[1]?.['ms'])).toBeGreaterThan(1_200)
  })

  test('when its watcher dies main measures itself alone from then on', async () => {
    started(new URL('./mortal-watcher.ts', import.meta.url))
    await expect.poll(() => log[0]).toMatchObject({ event: 'loop_watch_failed' })
    blockMain(1_400)
    await expect.poll(() => Number(log.at(-1)?.['ms'])).toBeGreaterThan(1_200)
  })

  test('disposing leaves nothing: no timer, and nobody who watches', async () => {
    const stock = await quietStock()
    const watch = started()
    expect(takeStock()).toEqual(stock)
    await watch.dispose()
    await assertNothingLeft(stock, [])
    blockMain(1_800)
    expect(existsSync(join(folder, 'logs'))).toBe(false)
  })
})
