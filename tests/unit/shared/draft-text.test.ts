import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { hasParagraphs, withAbove } from '../../../src/shared/draft-text.ts'

test.each([
  ['ok', 'ok', true],
  ['ok\n\nmore', 'ok', true],
  ['before\n\nok\n\nmore', 'ok', true],
  ['one\n\ntwo\n\nthree', 'two\n\nthree', true],
  ['okay', 'ok', false],
  ['is it ok', 'ok', false],
  ['ok\nmore', 'ok', false],
  ['', 'ok', false],
])('%j has %j in paragraphs of its own: %j', (draft, text, has) => {
  expect(hasParagraphs(draft, text)).toBe(has)
})

test('whatever is put above a draft is there afterwards, the draft too, and nothing comes twice when it is put there again', () => {
  const anyText = fc
    .string({ unit: fc.constantFrom('o', 'k', '\n', ' '), minLength: 1 })
    .filter((text) => text.trim() !== '')
  fc.assert(
    fc.property(anyText, fc.array(anyText, { maxLength: 3 }), (draft, above) => {
      const both = withAbove(draft, above)
      for (const text of [draft, ...above]) expect(hasParagraphs(both, text)).toBe(true)
      expect(withAbove(both, above)).toBe(both)
    }),
  )
})

test('a draft of nothing but blanks is no draft', () => {
  expect(withAbove(' \n', ['asked'])).toBe('asked')
  expect(withAbove(' \n', [])).toBe('')
})
