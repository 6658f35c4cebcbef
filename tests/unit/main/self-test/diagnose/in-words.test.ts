import { expect, test } from 'vitest'
import { duration, sentences, times } from '../../../../../src/main/self-test/diagnose/in-words.ts'

test.each([
  [0, '0 ms'],
  [3.4, '3 ms'],
  [999, '999 ms'],
  [1_000, '1 s'],
  [2_449, '2.4 s'],
  [9_949, '9.9 s'],
  [9_950, '10 s'],
  [59_400, '59 s'],
  [59_600, '1 min'],
  [185_000, '3 min 5 s'],
  [3_599_600, '1 h'],
  [7_500_000, '2 h 5 min'],
  [3 * 24 * 3_600_000, '3 days'],
])('%d ms is “%s”', (ms, words) => {
  expect(duration(ms)).toBe(words)
})

test('one thing and many are told as people count', () => {
  expect([times(0, 'time'), times(1, 'process', 'processes'), times(12_345, 'process', 'processes')]).toEqual(
    ['0 times', '1 process', '12,345 processes'],
  )
  expect(sentences('One.', false, null, '', 'Two.')).toBe('One. Two.')
})
