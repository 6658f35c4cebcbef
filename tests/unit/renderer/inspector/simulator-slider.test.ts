// @vitest-environment node
import { expect, test } from 'vitest'
import { sliderOf, valueAt } from '../../../../src/renderer/inspector/simulator-slider.ts'
import type { ParameterField } from '../../../../src/shared/simulator-modes.ts'
import { PARAMETER_FIELDS } from '../../../../src/shared/simulator-modes.ts'

function field(parameter: ParameterField['parameter']): ParameterField {
  const found = PARAMETER_FIELDS.find((one) => one.parameter === parameter)
  if (!found) throw new Error(`no field for ${parameter}`)
  return found
}

test('a slider reaches both bounds of its number, and a value beyond them stands at its end', () => {
  for (const one of PARAMETER_FIELDS) {
    const slider = sliderOf(one, one.min)
    if (!slider) continue
    expect(valueAt(one, slider.min)).toBe(one.min)
    expect(valueAt(one, slider.max)).toBe(one.max)
    expect(sliderOf(one, one.max * 10)?.position).toBe(slider.max)
    expect(sliderOf(one, 0)?.position).toBe(slider.min)
  }
})

test('equal steps of a rate are equal ratios, in numbers for people to read', () => {
  const rate = field('rate')
  expect([20, 40, 60, 80].map((position) => valueAt(rate, position))).toEqual([10, 100, 1_000, 10_000])
  expect(valueAt(rate, 50)).toBe(320)
  expect(sliderOf(rate, 1_000)?.position).toBe(60)
})

test('times go in steps, and a seed has no slider', () => {
  expect(sliderOf(field('first_ms'), 250)).toEqual({ min: 0, max: 10_000, step: 50, position: 250 })
  expect(sliderOf(field('seed'), 1)).toBeNull()
})
