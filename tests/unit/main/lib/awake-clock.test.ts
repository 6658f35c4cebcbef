import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { AwakeClock } from '../../../../src/main/lib/awake-clock.ts'

/** Where the system's monotonic clock counts sleep (Windows, macOS), it jumps on while no timer runs. */
let asleep_ms = 0
let clock: AwakeClock
beforeEach(() => {
  asleep_ms = 0
  vi.useFakeTimers()
  const awake = performance.now.bind(performance)
  vi.spyOn(performance, 'now').mockImplementation(() => awake() + asleep_ms)
  clock = new AwakeClock()
})
afterEach(() => {
  clock.dispose()
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const HOUR_MS = 3_600_000

test('a timer runs once, after its time and not before', () => {
  const run = vi.fn<() => void>()
  clock.after(1_000, run)
  vi.advanceTimersByTime(998)
  expect(run).not.toHaveBeenCalled()
  vi.advanceTimersByTime(5_000)
  expect(run).toHaveBeenCalledTimes(1)
})

test('a timer that is undone never runs, also when it was armed again', () => {
  const run = vi.fn<() => void>()
  const undo = clock.after(20_000, run)
  clock.suspend()
  vi.advanceTimersByTime(25_000)
  clock.resume()
  undo()
  undo()
  vi.advanceTimersByTime(HOUR_MS)
  expect(run).not.toHaveBeenCalled()
})

test('no time passes from suspend to resume', () => {
  const before = clock.now()
  clock.suspend()
  asleep_ms += HOUR_MS
  expect(clock.now()).toBe(before)
  clock.suspend()
  clock.resume()
  expect(clock.now()).toBe(before)
  vi.advanceTimersByTime(10)
  expect(clock.now()).toBe(before + 10)
})

test('a resume without a suspend changes nothing', () => {
  const before = clock.now()
  clock.resume()
  expect(clock.now()).toBe(before)
})

test('a suspend whose resume is never told stops no deadline for good: a computer that runs on is awake', () => {
  const run = vi.fn<() => void>()
  clock.after(1_000, run)
  clock.suspend()
  const seen = [clock.now()]
  for (let minutes = 0; minutes < 5; minutes++) {
    vi.advanceTimersByTime(60_000)
    seen.push(clock.now())
  }
  expect(run).toHaveBeenCalledTimes(1)
  expect(seen).toEqual(seen.toSorted((a, b) => a - b))
  // One that is told after all changes nothing any more.
  const before = clock.now()
  clock.resume()
  expect(clock.now()).toBe(before)
})

test('a deadline keeps its rest over a night with the lid closed', () => {
  const run = vi.fn<() => void>()
  clock.after(10_000, run)
  vi.advanceTimersByTime(4_000)
  clock.suspend()
  asleep_ms += 8 * HOUR_MS
  // The system's timers count the sleep in, so that ours comes early, before the resume is told and after.
  vi.advanceTimersByTime(6_000)
  clock.resume()
  expect(run).not.toHaveBeenCalled()
  vi.advanceTimersByTime(5_900)
  expect(run).not.toHaveBeenCalled()
  vi.advanceTimersByTime(200)
  expect(run).toHaveBeenCalledTimes(1)
})

test('a sleep nobody told of is noticed by the gap, and subtracted', () => {
  const before = clock.now()
  vi.advanceTimersByTime(2_000)
  asleep_ms += HOUR_MS
  vi.advanceTimersByTime(1_000)
  expect(clock.now() - before).toBeLessThan(5_000)
})

test('whoever looks first after such a sleep already sees the time without it; it never goes back', () => {
  vi.advanceTimersByTime(1_500)
  const seen = [clock.now()]
  asleep_ms += HOUR_MS
  for (let i = 0; i < 5; i++) {
    seen.push(clock.now())
    vi.advanceTimersByTime(700)
  }
  expect(seen).toEqual(seen.toSorted((a, b) => a - b))
  expect((seen.at(-1) ?? 0) - (seen[0] ?? 0)).toBeLessThan(10_000)
})

test('a busy second or two is time like any other', () => {
  const before = clock.now()
  asleep_ms += 3_000
  expect(clock.now() - before).toBe(3_000)
})

test('a wait longer than setTimeout can count is a wait all the same', () => {
  const run = vi.fn<() => void>()
  const armed = vi.spyOn(globalThis, 'setTimeout')
  clock.after(2 ** 31 + 5_000, run)
  vi.advanceTimersByTime(10_000)
  expect(run).not.toHaveBeenCalled()
  // Node takes a longer one for 1 ms, and it would spin.
  expect(armed).toHaveBeenCalledTimes(1)
})

test('disposing ends the ticker', () => {
  clock.dispose()
  expect(vi.getTimerCount()).toBe(0)
})
