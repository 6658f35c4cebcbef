import { act, cleanup, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useNowWithText } from '../../../../../src/renderer/chat/messages/use-now-with-text.ts'
import { createAppStore } from '../../../../../src/renderer/state/app-store.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

/** A figure that looks at the time ten times a second, and how often it was drawn. */
function figure(ms: number | null = 100) {
  const store = createAppStore()
  let draws = 0
  const { result, unmount } = renderHook(() => {
    draws++
    return useNowWithText(store, ms)
  })
  return {
    passes: (time_ms: number): void => act(() => void vi.advanceTimersByTime(time_ms)),
    textComes: (): void => act(() => store.setState({ live: {} })),
    draws: () => draws,
    now: () => result.current.mono_ms,
    unmount,
  }
}

test('while no text comes, it looks by itself', () => {
  const { passes, draws } = figure()
  for (let n = 0; n < 10; n++) passes(100)
  expect(draws()).toBe(11)
})

test('while text comes, it looks ten times a second at most, and only as text comes', () => {
  const { passes, textComes, draws, now } = figure()
  let seen = now()
  for (let n = 0; n < 30; n++) {
    passes(33)
    expect(now()).toBe(seen)
    textComes()
    seen = now()
  }
  expect(draws()).toBeGreaterThan(7)
  expect(draws()).toBeLessThanOrEqual(11)
})

test('when text stops coming, it goes on by itself', () => {
  const { passes, textComes, draws } = figure()
  passes(90)
  textComes()
  const before = draws()
  passes(200)
  expect(draws()).toBeGreaterThan(before)
})

test('it rests where it should not run, and leaves no timer', () => {
  expect(figure(null).draws()).toBe(1)
  expect(vi.getTimerCount()).toBe(0)
  const { unmount } = figure()
  unmount()
  expect(vi.getTimerCount()).toBe(0)
})
