// @vitest-environment node
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { GrowingPieces, PIECE_CHARS } from '../../../../../src/renderer/chat/messages/growing-pieces.ts'

const token = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 2_000 }),
  fc.constantFrom('\n', '\n\n', ' ', 'word '.repeat(800), 'x'.repeat(9_000), '😀'.repeat(5_000)),
)

test('the pieces are the text, and a finished one never changes', () => {
  let finished = 0
  fc.assert(
    fc.property(fc.array(token, { maxLength: 40 }), (tokens) => {
      const growing = new GrowingPieces()
      let text = ''
      let before: readonly string[] = []
      for (const one of tokens) {
        text += one
        const pieces = growing.read(text)
        expect(pieces.join('')).toBe(text)
        expect(pieces.slice(0, Math.max(0, before.length - 1))).toEqual(before.slice(0, -1))
        expect(Math.max(0, ...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(8_193)
        finished += Math.max(0, pieces.length - 1)
        before = pieces
      }
      // However it arrived.
      expect(new GrowingPieces().read(text)).toEqual(before)
    }),
    { numRuns: 60 },
  )
  expect(finished).toBeGreaterThan(100)
})

test('pieces end with a line wherever lines are of ordinary length', () => {
  const pieces = new GrowingPieces().read('A line of thought.\n'.repeat(1_000))
  expect(pieces.length).toBeGreaterThan(5)
  expect(pieces.every((piece) => piece.endsWith('\n') && piece.length < PIECE_CHARS + 20)).toBe(true)
})

test('a line without any end is not cut inside a character', () => {
  const pieces = new GrowingPieces().read(`x${'😀'.repeat(10_000)}`)
  expect(pieces.length).toBeGreaterThan(1)
  expect(pieces.every((piece) => piece.isWellFormed())).toBe(true)
})

test('another text starts anew', () => {
  const growing = new GrowingPieces()
  growing.read('old\n'.repeat(2_000))
  expect(growing.read('new').join('')).toBe('new')
})
