import { expect, test } from 'vitest'
import { seededText } from '../../../src/main/engines/simulator/seeded-text.ts'
import { SIMULATOR_UNDER_TEST } from '../../../src/main/verify-core.ts'

const PROMPT = 'Flood me'
const expected = (...input: Parameters<typeof SIMULATOR_UNDER_TEST.expected>): string | null =>
  SIMULATOR_UNDER_TEST.expected(...input)

test('of a million tokens no more are worked out than are asked for', () => {
  const whole = seededText({ prompt: PROMPT, model: 'flood', seed: 1 }, 2_000)
  const beginning = expected(PROMPT, 'flood', 1_000) ?? ''
  expect(beginning.length).toBeGreaterThanOrEqual(1_000)
  expect(beginning.length).toBeLessThan(1_020)
  expect(whole.startsWith(beginning)).toBe(true)
})

test('an answer ends where it ends, however much is asked for', () => {
  const model = 'normal?length=30&seed=7'
  const whole = seededText({ prompt: PROMPT, model, seed: 7 }, 30)
  expect(expected(PROMPT, model, 1_000_000)).toBe(whole)
  expect(expected(PROMPT, model)).toBe(whole)
  expect(expected(PROMPT, 'no-such-mode')).toBeNull()
})
