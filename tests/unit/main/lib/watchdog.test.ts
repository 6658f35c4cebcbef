import { expect, test } from 'vitest'
import { Watchdog } from '../../../../src/main/lib/watchdog.ts'
import { VirtualClock } from '../../../support/virtual-clock.ts'

function watch(limit_ms: number, notice_ms: number) {
  const clock = new VirtualClock()
  const notices: number[] = []
  const limits: number[] = []
  const watchdog = new Watchdog(clock, limit_ms, {
    notice_ms,
    onSilence: (silent_ms) => notices.push(silent_ms),
    onLimit: (silent_ms) => limits.push(silent_ms),
  })
  return { clock, watchdog, notices, limits }
}

test('silence is told after the notice, then each second, then the limit once', async () => {
  const { clock, notices, limits } = watch(8_500, 5_000)
  await clock.advance(60_000)
  expect(notices).toEqual([5_000, 6_000, 7_000, 8_000])
  expect(limits).toEqual([8_500])
  expect(clock.armed).toBe(0)
})

test('progress starts the silence anew', async () => {
  const { clock, watchdog, notices, limits } = watch(10_000, 5_000)
  for (let i = 0; i < 20; i++) {
    await clock.advance(4_999)
    watchdog.progress()
  }
  expect(notices).toEqual([])
  await clock.advance(5_000)
  expect(notices).toEqual([5_000])
  await clock.advance(5_000)
  expect(limits).toEqual([10_000])
})

test('progress may bring another limit: the first token is waited for longer than the next', async () => {
  const { clock, watchdog, limits } = watch(600_000, 5_000)
  await clock.advance(300_000)
  expect(limits).toEqual([])
  watchdog.progress(120_000)
  await clock.advance(119_000)
  expect(limits).toEqual([])
  await clock.advance(1_000)
  expect(limits).toEqual([120_000])
})

test('a limit shorter than the notice is kept', async () => {
  const { clock, notices, limits } = watch(1_000, 5_000)
  await clock.advance(10_000)
  expect(notices).toEqual([])
  expect(limits).toEqual([1_000])
})

test('stopped, it says nothing more, keeps no timer and is not woken by progress', async () => {
  const { clock, watchdog, notices, limits } = watch(10_000, 1_000)
  await clock.advance(1_500)
  watchdog.stop()
  watchdog.progress()
  expect(clock.armed).toBe(0)
  await clock.advance(60_000)
  expect(notices).toEqual([1_000])
  expect(limits).toEqual([])
})

test('whoever is told of the silence may stop it there and then', async () => {
  const clock = new VirtualClock()
  const watchdog: Watchdog = new Watchdog(clock, 10_000, {
    notice_ms: 1_000,
    onSilence: () => watchdog.stop(),
    onLimit: () => {},
  })
  await clock.advance(1_000)
  expect(clock.armed).toBe(0)
})
