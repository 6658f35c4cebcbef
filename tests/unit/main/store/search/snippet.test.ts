import { describe, expect, test } from 'vitest'
import { parseQuery } from '../../../../../src/main/store/search/search-query.ts'
import { snippetOf } from '../../../../../src/main/store/search/snippet.ts'

/** The snippet as one text, its hits between brackets. */
function shown(text: string, query: string): string {
  return snippetOf(text, parseQuery(query))
    .map(({ text, hit }) => (hit ? `[${text}]` : text))
    .join('')
}

describe('hits are marked', () => {
  test.each([
    ['whatever the case and the accents', 'Ein Café am Fluß', 'CAFE fluss ', 'Ein [Café] am [Fluß]'],
    [
      'as whole words where only their beginning was typed',
      'gates and gateways',
      'gate',
      '[gates] and [gateways]',
    ],
    ['but not where the word only ends like it', 'a floodgate', 'gate', 'a floodgate'],
    [
      'as one where they are a phrase',
      'the lock, gate of a lock',
      '"lock gate"',
      'the [lock, gate] of a lock',
    ],
    ['within a Chinese run', '今天人工智能很快', '智能', '今天人工[智能]很快'],
    ['as a single character with its marks', 'ｶﾞｷﾞ 手机', '手 ガ', '[ｶﾞ]ｷﾞ [手]机'],
    ['across scripts', '我的iPhone手机壳', 'iphone手机', '我的[iPhone手机]壳'],
    ['on one line', 'a\n\n  lock\n', 'lock', 'a [lock] '],
    ['in jamo as in syllables', '한국'.normalize('NFD'), '한국', `[${'한국'.normalize('NFD')}]`],
  ])('%s', (_claim, text, query, expected) => expect(shown(text, query)).toBe(expected))
})

describe('a long text', () => {
  const filler = 'and so the water rises slowly in the chamber '

  test('is shown around the hit, cut between words', () => {
    const text = shown(`${filler.repeat(20)}until the needle floats ${filler.repeat(20)}`, 'needle')
    expect(text).toMatch(/^….+ \[needle\] .+…$/)
    expect(text.length).toBeGreaterThan(120)
    expect(text.length).toBeLessThan(210)
    for (const word of text.match(/[a-z]+/g) ?? [])
      expect(`${filler} until the needle floats`.split(' ')).toContain(word)
  })

  test('is shown where most of what was looked for stands together', () => {
    const text = `water ${'x '.repeat(500)}water under the bridge ${'y '.repeat(500)}`
    expect(shown(text, 'water bridge')).toContain('[water] under the [bridge]')
  })

  test('is never cut within a character', () => {
    const text = `${'👩‍🚀é'.normalize('NFD').repeat(300)} needle ${'👩‍🚀é'.normalize('NFD').repeat(300)}`
    const parts = snippetOf(text, parseQuery('needle'))
    for (const part of parts) expect(part.text.isWellFormed()).toBe(true)
  })
})

test('the parts put together are a piece of the text, blanks and dots aside', () => {
  const text = 'Lock one.\tLock two — Schleuse drei. '.repeat(30)
  const joined = snippetOf(text, parseQuery('schleuse lock'))
    .map((part) => part.text)
    .join('')
    .replaceAll('…', '')
  expect(text.replaceAll('\t', ' ')).toContain(joined)
})
