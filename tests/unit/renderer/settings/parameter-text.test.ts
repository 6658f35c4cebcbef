// @vitest-environment node
import { expect, test } from 'vitest'
import { boundsWords, readParameter } from '../../../../src/renderer/settings/parameter-text.ts'

test('a number is read with a point or a comma, and nothing means the model’s own', () => {
  expect(readParameter('temperature', ' 0,7 ')).toBe(0.7)
  expect(readParameter('temperature', '.5')).toBe(0.5)
  expect(readParameter('seed', '2147483647')).toBe(2_147_483_647)
  expect(readParameter('top_p', '  ')).toBeNull()
})

test('what is no such number is never taken for nothing', () => {
  for (const text of ['2.1', '-1', '1e1', 'hot', '0x1', '1.', '1 0', 'NaN', 'Infinity'])
    expect([text, readParameter('temperature', text)]).toEqual([text, undefined])
  for (const text of ['0', '1.5', '1000001'])
    expect([text, readParameter('max_tokens', text)]).toEqual([text, undefined])
})

test('the bounds are said in words', () => {
  expect(boundsWords('top_p')).toBe('A number from 0 to 1, or nothing.')
  expect(boundsWords('max_tokens')).toBe('A whole number from 1 to 1,000,000, or nothing.')
})
