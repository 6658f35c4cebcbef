import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { pageFrames } from '../../../../../src/renderer/state/streams/page-frames.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('a page that draws no frames, as a hidden one, keeps nothing back for longer than a tenth of a second', () => {
  vi.stubGlobal('requestAnimationFrame', () => 1)
  vi.stubGlobal('cancelAnimationFrame', () => {})
  const run = vi.fn<(at_ms: number) => void>()
  pageFrames().next(run)
  vi.advanceTimersByTime(99)
  expect(run).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(run).toHaveBeenCalledOnce()
})

test('a frame is met once, and leaves no timer', () => {
  const run = vi.fn<(at_ms: number) => void>()
  pageFrames().next(run)
  vi.advanceTimersByTime(500)
  expect(run).toHaveBeenCalledOnce()
  expect(vi.getTimerCount()).toBe(0)
})

test('what is undone is never called, and leaves no timer', () => {
  const run = vi.fn<(at_ms: number) => void>()
  pageFrames().next(run)()
  vi.advanceTimersByTime(500)
  expect(run).not.toHaveBeenCalled()
  expect(vi.getTimerCount()).toBe(0)
})

test('what is to follow the paint comes behind all that the frame does, and not after it was undone', async () => {
  vi.useRealTimers()
  const frames = pageFrames()
  const order: string[] = []
  frames.painted(() => order.push('undone'))()
  frames.painted(() => order.push('painted'))
  queueMicrotask(() => order.push('frame'))
  await expect.poll(() => order).toEqual(['frame', 'painted'])
})
