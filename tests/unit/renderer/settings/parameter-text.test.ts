// @vitest-environment node
import { expect, test } from 'vitest'
import {
  boundsWords,
  parametersFrom,
  readParameter,
  readStops,
  textsOf,
} from '../../../../src/renderer/settings/parameter-text.ts'
import type { Parameters } from '../../../../src/shared/parameters.ts'

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

test('texts that end an answer stand one a line, and keep their spaces, breaks and backslashes', () => {
  expect(readStops('END\n\n User:\\n\\\\n')).toEqual(['END', ' User:\n\\n'])
  const stop = ['a\\nb', '\n\n', '\\', ' ']
  expect(parametersFrom(textsOf({ stop }))).toEqual({ stop })
})

test('too many of them, or one that is too long, is no value', () => {
  expect(readStops('x\n'.repeat(16))).toHaveLength(16)
  expect(readStops('x\n'.repeat(17))).toBeUndefined()
  expect(readStops('x'.repeat(257))).toBeUndefined()
  expect(parametersFrom({ ...textsOf({}), stop: 'x'.repeat(257) })).toBeNull()
})

test('what is set comes back as it was through its fields', () => {
  const all: Required<Parameters> = {
    temperature: 0.7,
    top_p: 0.9,
    max_tokens: 500,
    seed: 0,
    top_k: 0,
    min_p: 0.05,
    repeat_penalty: 1.1,
    stop: ['END'],
    context_size: 4_096,
    gpu_layers: 0,
  }
  expect(parametersFrom(textsOf(all))).toEqual(all)
  expect(parametersFrom(textsOf({}))).toEqual({})
})
