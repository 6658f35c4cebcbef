import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { countIn, matcherOf } from '../../../src/shared/find-text.ts'

const found = (query: string, text: string): string[] =>
  (matcherOf(query)?.(text) ?? []).map(({ from, to }) => text.slice(from, to))

test('case, accents and full-width forms make no difference, and what is found is the text as it stands', () => {
  expect(found('lodz', 'Łódź, LODZ and łódź')).toEqual(['Łódź', 'LODZ', 'łódź'])
  expect(found('STRASSE', 'straße Straße strasse')).toEqual(['straße', 'Straße', 'strasse'])
  expect(found('abc', 'ＡＢＣ abc')).toEqual(['ＡＢＣ', 'abc'])
  expect(found('cafe', 'Cafe\u0301s')).toEqual(['Cafe\u0301'])
  expect(found('智能', '人工智能')).toEqual(['智能'])
})

test('blanks are of one kind, and signs are themselves', () => {
  expect(found('lock  gate', 'a lock\ngate, lock gate')).toEqual(['lock\ngate', 'lock gate'])
  expect(found('a+b(c)[d]^$.*\\', 'x a+b(c)[d]^$.*\\ y')).toEqual(['a+b(c)[d]^$.*\\'])
  expect(matcherOf(' \n ')).toBeNull()
})

test('any piece of any text is found in it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.nat(), fc.nat(), (text, a, b) => {
      const from = Math.min(a, b) % (text.length + 1)
      const piece = text.slice(from, from + 8).toWellFormed()
      const find = matcherOf(piece)
      // Only whole letters: half of one is not what anybody types.
      fc.pre(
        find !== null && text.includes(piece) && !/\p{M}|\p{Lm}|[\u1100-\u11ff\uac00-\ud7af]/u.test(text),
      )
      expect(find?.(text).length).toBeGreaterThan(0)
    }),
  )
})

test('an answer is read as it is drawn, a prompt and thoughts as they stand', () => {
  const find = matcherOf('lock gate') ?? (() => [])
  const of = (role: 'user' | 'assistant', text: string, channel: 'answer' | 'reasoning' = 'answer'): number =>
    countIn({ role, parts: [{ channel, text }] }, find)
  expect(of('assistant', 'a **lock** gate and a [lock gate](https://x.example/lock-gate)')).toBe(2)
  expect(of('user', 'a **lock** gate')).toBe(0)
  expect(of('assistant', 'a **lock** gate', 'reasoning')).toBe(0)
  expect(of('assistant', '- lock\n- gate')).toBe(0)
})

test('hostile texts cost no more than their length', () => {
  const find = matcherOf('needle') ?? (() => [])
  for (const text of [
    '['.repeat(200_000),
    '*'.repeat(200_000),
    '`'.repeat(200_000),
    '> '.repeat(100_000),
    '[a]('.repeat(50_000),
  ]) {
    expect(countIn({ role: 'assistant', parts: [{ channel: 'answer', text }] }, find)).toBe(0)
  }
})
