// @vitest-environment node
import { expect, test } from 'vitest'
import { rememberLast } from '../../../../src/renderer/state/remember-last.ts'

test('nothing is computed again for the same arguments, and everything for others', () => {
  let computed = 0
  const pair = rememberLast((a: unknown, b: unknown) => ({ a, b, number: ++computed }))
  const first = pair(1, NaN)
  expect(pair(1, NaN)).toBe(first)
  expect(pair(2, NaN)).toEqual({ a: 2, b: NaN, number: 2 })
  // Only the last one is kept.
  expect(pair(1, NaN).number).toBe(3)
})
