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
