import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { bundlePieces, sizeWords } from '../../../../src/renderer/inspector/bundle-pieces.ts'

test('the pieces joined are the text, and each but the last ends with a line', () => {
  const length = fc.integer({ min: 0, max: 9_000 })
  let opportunities = 0
  fc.assert(
    fc.property(fc.array(length, { minLength: 4, maxLength: 30 }), length, (lines, rest) => {
      const text = lines.map((count) => `${'ü'.repeat(count)}\n`).join('') + 'x'.repeat(rest)
      const pieces = bundlePieces(text)
      if (pieces.length > 1) opportunities++
      expect(pieces.map(({ piece }) => piece).join('')).toBe(text)
      expect(pieces.slice(0, -1).every(({ piece }) => piece.endsWith('\n'))).toBe(true)
      expect(new Set(pieces.map(({ from }) => from)).size).toBe(pieces.length)
    }),
  )
  expect(opportunities).toBeGreaterThan(50)
})

test('a megabyte of lines is in pieces of a few screens, an empty text in none', () => {
  const pieces = bundlePieces(`${'x'.repeat(250)}\n`.repeat(4_000))
  expect(pieces.length).toBeGreaterThan(50)
  expect(Math.max(...pieces.map(({ piece }) => piece.length))).toBeLessThan(17_000)
  expect(bundlePieces('')).toEqual([])
})

test.each([
  [0, '0 bytes'],
  [1_023, '1023 bytes'],
  [1_024, '1 KiB'],
  [24_700, '24 KiB'],
  [1_048_576, '1.0 MiB'],
])('%i bytes are %s', (bytes, words) => expect(sizeWords(bytes)).toBe(words))
