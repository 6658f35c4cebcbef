// @vitest-environment node
import { expect, test } from 'vitest'
import { scaleFor } from '../../../../../src/renderer/state/testers/trace-scale.ts'

const words = (ms: number): string =>
  scaleFor(ms)
    .ticks.map((tick) => tick.words)
    .join(' | ')

test('an axis ends at a length that reads well, with a few even ticks', () => {
  expect(words(0)).toBe('0 | 2.5 ms | 5 ms | 7.5 ms | 10 ms')
  expect(words(130)).toBe('0 | 50 ms | 100 ms | 150 ms')
  expect(words(1_000)).toBe('0 | 250 ms | 500 ms | 750 ms | 1 s')
  expect(words(1_001)).toBe('0 | 0.5 s | 1 s | 1.5 s')
  expect(words(4_900)).toBe('0 | 1 s | 2 s | 3 s | 4 s | 5 s')
  expect(words(61_000)).toBe('0 | 30 s | 1 min | 1.5 min')
  expect(words(3_000_000)).toBe('0 | 15 min | 30 min | 45 min | 1 h')
})

test('every axis holds what it is for, is at most twice as long but for very short ones, and ends at its last tick', () => {
  for (let ms = 20; ms < 2 * 24 * 3_600_000; ms = Math.ceil(ms * 1.07)) {
    const { length_ms, ticks } = scaleFor(ms)
    expect(length_ms).toBeGreaterThanOrEqual(ms)
    expect(length_ms / ms).toBeLessThanOrEqual(2)
    expect(ticks.at(-1)?.at_ms).toBeCloseTo(length_ms, 6)
    expect(ticks.length).toBeGreaterThanOrEqual(4)
    expect(ticks.length).toBeLessThanOrEqual(6)
  }
})

test('something that grows changes its axis only now and then', () => {
  const lengths = new Set(Array.from({ length: 1_200 }, (_, tick) => scaleFor(tick * 250).length_ms))
  expect(lengths.size).toBeLessThan(30)
})
