import { expect, test } from 'vitest'
import { Samples } from '../../../../../src/main/self-test/diagnose/samples.ts'

function samplesOf(values: number[], kept?: number): Samples {
  const samples = new Samples(kept)
  for (const value of values) samples.add(value)
  return samples
}

test('the median, the nine of ten and the most are exact, in whatever order they came', () => {
  const samples = samplesOf(Array.from({ length: 101 }, (_, i) => (i * 37) % 101))
  expect([samples.at(0.5), samples.at(0.9), samples.max, samples.count]).toEqual([50, 90, 100, 101])
  samples.add(1_000)
  expect([samples.at(0.5), samples.max]).toEqual([50, 1_000])
})

test('none, one and two have figures, too', () => {
  expect(new Samples().at(0.5)).toBe(0)
  expect(samplesOf([7]).words()).toBe('7 ms')
  expect(samplesOf([3_000, 7]).words()).toBe('7 ms in the middle, 3 s at most')
})

test('of more than are kept the figures stay near, and the longest is never lost', () => {
  const values = Array.from({ length: 10_000 }, (_, i) => (i * 7_919) % 10_000)
  const samples = samplesOf([...values, 99_999, ...values], 500)
  expect(samples.count).toBe(20_001)
  expect(samples.max).toBe(99_999)
  expect(samples.at(0.5)).toBeGreaterThan(4_000)
  expect(samples.at(0.5)).toBeLessThan(6_000)
  expect(samples.at(0.9)).toBeGreaterThan(8_500)
  const rising = samplesOf(
    Array.from({ length: 10_000 }, (_, i) => i),
    500,
  )
  expect(Math.abs(rising.at(0.5) - 5_000)).toBeLessThan(200)
})
