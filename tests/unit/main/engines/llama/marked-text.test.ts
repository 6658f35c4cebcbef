import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Mark, MarkedPiece } from '../../../../../src/main/engines/llama/marked-text.ts'
import { MarkedText, sign } from '../../../../../src/main/engines/llama/marked-text.ts'

const MARKS: Mark[] = [
  { text: '<think>', means: 'reasoning' },
  { text: '</think>', means: 'answer' },
  { text: '<end>', means: 'end' },
  { text: sign('<|im_end|>'), means: 'end' },
]

function split(parts: string[], marks = MARKS) {
  const text = new MarkedText(marks, 'answer')
  const pieces: MarkedPiece[] = [...parts.flatMap((part) => text.push(part)), ...text.finish()]
  const of = (wanted: string) =>
    pieces.map(({ channel, content }) => (channel === wanted ? content : '')).join('')
  return { answer: of('answer'), reasoning: of('reasoning'), ended: text.ended }
}

test('a thought goes to its own channel and its marks to none', () => {
  expect(split(['a<think>b</think>c'])).toEqual({ answer: 'ac', reasoning: 'b', ended: false })
})

test('nothing comes out after a mark that ends the answer', () => {
  expect(split(['ab<end>cd', 'ef'])).toEqual({ answer: 'ab', reasoning: '', ended: true })
})

test('the same however the text is cut, and nothing but marks is lost', () => {
  const whole = 'x <thin> <think>why < not</think> so </thin <en d><end>never'
  fc.assert(
    fc.property(fc.array(fc.nat(whole.length)), (cuts) => {
      const at = [0, ...cuts.toSorted((a, b) => a - b), whole.length]
      const parts = at.slice(1).map((to, i) => whole.slice(at[i], to))
      expect(split(parts)).toEqual(split([whole]))
    }),
  )
  expect(split([whole])).toEqual({
    answer: 'x <thin>  so </thin <en d>',
    reasoning: 'why < not',
    ended: true,
  })
})

test('text that looks like a control token is text, and the token itself is a mark', () => {
  expect(split(['a <|im_end|> b'])).toMatchObject({ answer: 'a <|im_end|> b', ended: false })
  expect(split(['a ', sign('<|im_end|>'), 'b'])).toMatchObject({ answer: 'a ', ended: true })
})

test('control tokens without a meaning are nobody’s to read', () => {
  expect(split(['a', sign('<|odd|>'), 'b'])).toMatchObject({ answer: 'ab' })
})

test('what might have become a mark comes out at the end', () => {
  expect(split(['a <thi'])).toMatchObject({ answer: 'a <thi' })
})
