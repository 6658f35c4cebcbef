import { array, assert, constant, constantFrom, property, subarray, tuple } from 'fast-check'
import { expect, test } from 'vitest'
import { FRAGMENTS } from './markdown-corpus.ts'
import { everyPlace, lexCut, lexWhole } from './whole-lex.ts'

const anyText = array(constantFrom(...FRAGMENTS), { minLength: 1, maxLength: 25 }).map((parts) =>
  parts.join(''),
)

test('any text in one append has the blocks marked finds in it', () => {
  const holds = property(anyText, (text) => {
    expect(lexCut(text, [])).toBe(lexWhole(text))
  })
  assert(holds, { numRuns: 1_000 })
})

test('any text cut anywhere has the same blocks', () => {
  const cutText = anyText.chain((text) => tuple(constant(text), subarray(everyPlace(text))))
  const holds = property(cutText, ([text, cuts]) => {
    expect(lexCut(text, cuts)).toBe(lexWhole(text))
  })
  assert(holds, { numRuns: 1_000 })
})

test('any text letter by letter has the same blocks', () => {
  const holds = property(anyText, (text) => {
    expect(lexCut(text, everyPlace(text))).toBe(lexWhole(text))
  })
  assert(holds, { numRuns: 500 })
})
