import { expect, test } from 'vitest'
import { dateWords, snippetWords } from '../../../../../src/renderer/state/search/hit-words.ts'

const shown = (role: 'user' | 'assistant', text: string): string | undefined =>
  snippetWords({ role, snippet: [{ text, hit: false }] })[0]?.text

test.each([
  ['**Bold** of “a `lock`”. ## 1. Gate', 'Bold of “a lock”. 1. Gate'],
  ['# Title ~~gone~~', 'Title gone'],
  ['C# and a_b, 2*3 > #4', 'C# and a_b, 2*3 > #4'],
])('the snippet of the answer “%s” is read without its marks', (text, words) => {
  expect(shown('assistant', text)).toBe(words)
})

test('what a person wrote is shown as it was written, and what was found stays marked', () => {
  expect(shown('user', '**not mine**')).toBe('**not mine**')
  expect(snippetWords({ role: 'assistant', snippet: [{ text: '`lock`', hit: true }] })).toEqual([
    { text: 'lock', hit: true },
  ])
})

test('a day is told as far as it has to be', () => {
  const now = new Date(2026, 10, 30, 12)
  expect(dateWords(new Date(2026, 10, 30, 9, 5), now)).toBe('09:05')
  expect(dateWords(new Date(2026, 10, 29), now)).toBe('Nov 29')
  expect(dateWords(new Date(2025, 10, 30), now)).toBe('Nov 30, 2025')
})
