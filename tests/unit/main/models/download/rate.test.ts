import { expect, test } from 'vitest'
import { Rate } from '../../../../../src/main/models/download/rate.ts'

const MB = 1_000_000

test('a steady flow has its rate, however it is cut into pieces', () => {
  const rate = new Rate(0)
  expect(rate.perSecond(100)).toBeNull()
  for (let ms = 10; ms <= 10_000; ms += 10) rate.add(10_000, ms)
  expect(rate.perSecond(10_000)).toBeGreaterThan(0.98 * MB)
  expect(rate.perSecond(10_000)).toBeLessThan(1.02 * MB)
})

test('one burst does not jump the rate, and silence lets it fall', () => {
  const rate = new Rate(0)
  for (let ms = 10; ms <= 10_000; ms += 10) rate.add(10_000, ms)
  rate.add(3 * MB, 10_250)
  const after = rate.perSecond(10_250) ?? 0
  expect(after).toBeGreaterThan(MB)
  expect(after).toBeLessThan(2 * MB)
  expect(rate.perSecond(20_000)).toBeLessThan(0.2 * MB)
})
