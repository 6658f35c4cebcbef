import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { utf8Bytes } from '../../../src/shared/limits.ts'

test('utf8Bytes counts what encoding would give, for any well-formed text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      expect(utf8Bytes(text)).toBe(Buffer.byteLength(text))
    }),
  )
})

test('utf8Bytes counts the same where surrogate pairs are broken', () => {
  const unit = fc.constantFrom('\ud83d', '\ude00', 'a', 'é', '東')
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 20 }), (units) => {
      const text = units.join('')
      expect(utf8Bytes(text)).toBe(Buffer.byteLength(text))
    }),
  )
})

test('utf8Bytes of the edges of each length', () => {
  expect(
    ['\u007f', '\u0080', '\u07ff', '\u0800', '\uffff', '\u{10000}', '\u{10ffff}'].map(utf8Bytes),
  ).toEqual([1, 2, 2, 3, 3, 4, 4])
})
