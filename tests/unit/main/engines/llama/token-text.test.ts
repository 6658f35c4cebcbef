import * as fc from 'fast-check'
import type { LlamaModel, Token } from 'node-llama-cpp'
import { expect, test } from 'vitest'
import { sign } from '../../../../../src/main/engines/llama/marked-text.ts'
import { TokenText } from '../../../../../src/main/engines/llama/token-text.ts'

const SPECIAL = 256

/** A vocabulary of bytes, as every real one has for rare characters, and one control token. */
const bytes = {
  isSpecialToken: (token: number) => token === SPECIAL,
  detokenize: (tokens: readonly number[], special = false) =>
    special ? '<|x|>' : Buffer.from(tokens).toString('utf8'),
} as unknown as LlamaModel

const say = (tokens: readonly number[]): string[] => {
  const text = new TokenText(bytes)
  return [...tokens.map((token) => text.push(token as Token)), text.finish()]
}

test('any text comes out whole, and never half a character on the way', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const whole = text.replaceAll('\uFFFD', '')
      const texts = say([...Buffer.from(whole, 'utf8')])
      expect(texts.join('')).toBe(whole)
      expect(texts.filter((said) => said.includes('\uFFFD'))).toEqual([])
    }),
  )
})

test('bytes that are no text come out as what stands for such, and do not hold the rest up', () => {
  const texts = say([0xff, 0xfe, 0xff, 0xfe, ...Buffer.from('ok')])
  expect(texts.slice(0, -1).join('')).toMatch(/^\uFFFD{4}ok$/)
})

test('a control token comes out as a sign, behind what waited', () => {
  expect(say([0xf0, SPECIAL, 0x61]).join('')).toBe(`\uFFFD${sign('<|x|>')}a`)
})

/** As in vocabularies of whole words: a space goes before a word, except at the beginning, and not before a full stop. */
const words = {
  isSpecialToken: () => false,
  detokenize: (tokens: readonly number[]) =>
    tokens.map((token, i) => (i === 0 || token % 3 === 0 ? '' : ' ') + `${token}`).join(''),
} as unknown as LlamaModel

test('what came before decides about spaces, however long ago the beginning was', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 60 }), (tokens) => {
      const text = new TokenText(words)
      const said = tokens.map((token) => text.push(token as Token)).join('') + text.finish()
      expect(said).toBe(words.detokenize(tokens as Token[]))
    }),
  )
})

test('a model is asked once whether a token is a control token', () => {
  const asked: number[] = []
  const model = {
    ...bytes,
    isSpecialToken: (token: number) => asked.push(token) > 99,
  } as unknown as LlamaModel
  for (const token of [97, 98, 97, 97]) new TokenText(model).push(token as Token)
  expect(asked).toEqual([97, 98])
})
