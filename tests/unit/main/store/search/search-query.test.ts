import { describe, expect, test } from 'vitest'
import { matchExpression, parseQuery } from '../../../../../src/main/store/search/search-query.ts'

const asked = (query: string): string => matchExpression(parseQuery(query))

describe('what a person types becomes', () => {
  test.each([
    ['words that must all occur, the last one as a beginning', 'lock gate', '"lock" AND "gate" *'],
    ['whole words once a blank follows', 'lock gate ', '"lock" AND "gate"'],
    ['a phrase between quotes', '"lock gate" canal', '"lock gate" AND "canal" *'],
    ['a phrase that is still open, its last word a beginning', '"lock ga', '"lock ga" *'],
    ['a phrase between the quotes of other languages', '„Große Schleuse“ ', '"grosse schleuse"'],
    ['neighbours, where signs stand between', "don't foo.bar", '"don t" AND "foo bar" *'],
    ['pairs, of Chinese', '人工智能', '"人工 工智 智能"'],
    ['a character that may stand anywhere, of a single Chinese one', '手', '"手"'],
    ['parts, where a single character stands beside a word', 'a手b', '"a" AND "手" AND "b" *'],
    [
      'ordinary words, of the words and signs of the index',
      'NOT a* OR ^b',
      '"not" AND "a" AND "or" AND "b" *',
    ],
    ['neighbours and words, of a call', 'NEAR(a, 2)', '"near a" AND "2"'],
    ['nothing, when there is nothing to look for', ' *"-\0"" 🎉', ''],
  ])('%s', (_claim, query, expected) => expect(asked(query)).toBe(expected))

  test('at most 24 words, however long the page that was pasted', () => {
    expect(parseQuery('some words '.repeat(1_000))).toHaveLength(24)
    expect(parseQuery('人'.repeat(10_000))[0]?.terms).toHaveLength(64)
  })
})
