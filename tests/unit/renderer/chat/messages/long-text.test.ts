// @vitest-environment node
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { lengthWords, pieces, preview } from '../../../../../src/renderer/chat/messages/long-text.ts'

test('a short text is shown whole', () => {
  expect(preview('Hello')).toBeNull()
  expect(preview('x'.repeat(3_000))).toBeNull()
})

test('a long text is folded to its beginning, by characters or by lines', () => {
  expect(preview('x'.repeat(3_001))).toBe('x'.repeat(900))
  expect(preview('line\n'.repeat(40))?.split('\n')).toHaveLength(10)
})

test('a fold does not cut a character in half', () => {
  expect(preview('😀'.repeat(4_000))?.isWellFormed()).toBe(true)
})

test('the pieces are the text, each small enough to lay out', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 3_000 }), { maxLength: 20 }), (lines) => {
      const text = lines.join('\n')
      const cut = pieces(text)
      let at = 0
      for (const piece of cut) {
        expect(text.startsWith(piece, at)).toBe(true)
        expect(piece.length).toBeLessThanOrEqual(8_193)
        at += piece.length
        if (text[at] === '\n') at++
      }
      expect(at).toBe(text.length)
    }),
    { numRuns: 40 },
  )
})

test('sizes are said in the unit that fits', () => {
  expect(lengthWords('x'.repeat(2_048))).toBe('2 KiB')
  expect(lengthWords('x'.repeat(1_572_864))).toBe('1.5 MiB')
  expect(lengthWords('x\n'.repeat(59))).toBe('60 lines')
})
