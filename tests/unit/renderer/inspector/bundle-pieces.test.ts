import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { bundlePieces, sizeWords } from '../../../../src/renderer/inspector/bundle-pieces.ts'

test('the pieces joined are the text, and each but the last ends with a line', () => {
  const line = fc.string({ maxLength: 9_000 }).map((text) => `${text.replaceAll('\n', ' ')}\n`)
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), fc.string({ maxLength: 40_000 }), (lines, rest) => {
      const text = lines.join('') + rest
      const pieces = bundlePieces(text)
      expect(pieces.map(({ piece }) => piece).join('')).toBe(text)
      expect(pieces.slice(0, -1).every(({ piece }) => piece.endsWith('\n'))).toBe(true)
      expect(new Set(pieces.map(({ from }) => from)).size).toBe(pieces.length)
    }),
  )
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
