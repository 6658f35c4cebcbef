import { expect, test } from 'vitest'
import { nextSegment, parseInSegments } from '../../../../../src/renderer/chat/markdown/inline-segments.ts'
import { MarkdownLexer } from '../../../../../src/renderer/chat/markdown/markdown-lexer.ts'

const lexer = new MarkdownLexer()
const parse = (source: string) => lexer.lexInline(source, Object.create(null))

const spans = [
  'plain words here',
  '**bold over words**',
  '*em with `code * in` it*',
  '`` code ` of ticks ``',
  '[a link of words](https://x.example/a_(b) "its title")',
  '~~struck out words~~',
  '<https://auto.example> and me@x.example',
  'snake_case and www.x.example',
  '![an image of it](x.png)',
  'a \\* b [not a link] c',
  '日本語の文章です。続きもあります、はい。',
]
const prose = (count: number) =>
  Array.from({ length: count }, (_, n) => spans[(n * 7 + (n >> 3)) % spans.length]).join(' ')

test('text in pieces has the same tokens as in one go, wherever the pieces meet', () => {
  const text = prose(140)
  expect(text.length).toBeGreaterThan(3_000)
  for (let shift = 0; shift < 80; shift++) {
    const shifted = `${'x'.repeat(shift)} ${text}`
    expect(parseInSegments(shifted, parse)).toEqual(parse(shifted))
  }
})

test('a piece is given out only when later text cannot change it, and then always the same', () => {
  const text = prose(140)
  const first = nextSegment(text, 0, parse)
  expect(first?.end).toBeGreaterThan(500)
  expect(nextSegment(text.slice(0, 1_000), 0, parse)).toBeNull()
  for (let length = 1_025; length < text.length; length += 97) {
    expect(nextSegment(text.slice(0, length), 0, parse)?.end).toBe(first?.end)
  }
})

test.each([
  ['emphasis', '*a_ '.repeat(2_000)],
  ['brackets', '['.repeat(10_000)],
  ['one word', 'x'.repeat(20_000)],
  ['emoji', `x${'🚀'.repeat(6_000)}`],
])('no parse gets more than 4,096 characters or 400 delimiters of %s, and nothing is lost', (_, text) => {
  const parsed: string[] = []
  const tokens = parseInSegments(text, (source) => {
    parsed.push(source)
    return parse(source)
  })
  expect(tokens.map(({ raw }) => raw).join('')).toBe(text)
  expect(parsed.every((source) => source.length <= 4_096)).toBe(true)
  expect(parsed.every((source) => (source.match(/[*_~[`<]/g)?.length ?? 0) <= 400)).toBe(true)
})

test('a piece cut by force never ends inside a character', () => {
  const text = `x${'🚀'.repeat(6_000)}`
  const ends: number[] = []
  for (let next = nextSegment(text, 0, parse); next; next = nextSegment(text, next.end, parse))
    ends.push(next.end)
  expect(ends).toHaveLength(2)
  expect(ends.map((end) => text.codePointAt(end))).toEqual(ends.map(() => '🚀'.codePointAt(0)))
})
