import { describe, expect, test } from 'vitest'
import { IncrementalDocument } from '../../../../../src/renderer/chat/markdown/incremental-document.ts'
import { everyPlace, lexCut } from './whole-lex.ts'

function read(text: string, step = text.length): IncrementalDocument {
  const document = new IncrementalDocument(() => 0)
  for (let at = 0; at < text.length; at += step) document.append(text.slice(at, at + step))
  document.finish()
  return document
}

const types = (document: IncrementalDocument) => document.blocks.map(({ token }) => token.type)
const source = (document: IncrementalDocument) =>
  document.blocks.map(({ token }) => ('raw' in token ? token.raw : '')).join('')

describe('what would cost too much is plain text, with every character', () => {
  test.each([
    ['quotations 10,000 deep', `${'> '.repeat(10_000)}x`],
    ['list markers 10,000 deep', `${'- '.repeat(10_000)}x`],
    ['markers without spaces', `${'>'.repeat(10_000)}x`],
    ['a table of 50,000 cells', `|a|b|c|d|e|\n|-|-|-|-|-|\n${'|1|2|3|4|5|\n'.repeat(10_000)}`],
    ['a quotation of 100 kB', '> some words in a quotation\n'.repeat(4_000)],
    ['a paragraph of 100 kB', 'more words of one paragraph\n'.repeat(4_000)],
    ['one line of 100 kB', 'more words of one line '.repeat(4_500)],
    ['a list item of 100 kB', `- a\n${'  more text in the item\n'.repeat(5_000)}`],
  ])('%s', (_, text) => {
    const document = read(text)
    expect(types(document)).toEqual(['plain'])
    expect(source(document)).toBe(text)
  })

  test.each([
    ['a paragraph that turns into a heading', `${'words of a paragraph\n'.repeat(4_000)}===\n\nafter\n`],
    ['a paragraph that a list ends', `${'words of a paragraph\n'.repeat(4_000)}- item\n- item\n\nafter\n`],
    ['a heading of 100 kB', `# ${'word '.repeat(20_000)}\n\nafter\n`],
  ])('%s is plain up to the blank line, however it came', (_, text) => {
    expect(types(read(text))).toEqual(['plain', 'paragraph'])
    expect(lexCut(text, everyPlace(text, 997))).toBe(lexCut(text, []))
  })

  test('lists nested 10,000 deep by indentation are a list as far as we follow, then plain', () => {
    const text = Array.from({ length: 1_000 }, (_, depth) => `${' '.repeat(depth * 2)}- a`).join('\n')
    expect(types(read(text))).toEqual(['list', 'plain'])
    expect(types(read(text, 501))).toEqual(['list', 'plain'])
  })

  test('normal text goes on after the next blank line', () => {
    const text = `before\n\n${'>'.repeat(200)} deep\n- x\n\n# After\n`
    expect(types(read(text))).toEqual(['paragraph', 'plain', 'heading'])
    expect(lexCut(text, everyPlace(text))).toBe(lexCut(text, []))
  })

  test('deep lines inside a code fence are code', () => {
    const document = read(`\`\`\`\n${'> '.repeat(300)}\n\`\`\`\n\nafter\n`, 50)
    expect(types(document)).toEqual(['code', 'paragraph'])
  })
})

describe('text made to be slow', () => {
  test.each([
    ['emphasis that never closes', '*a_'.repeat(10_000)],
    ['nested emphasis', '*a **b '.repeat(3_000) + 'c** d*'.repeat(3_000)],
    ['stars', `${'*'.repeat(20_000)}a${'*'.repeat(20_000)}`],
    ['brackets', '['.repeat(50_000)],
    ['links that never close', `${'[a](b'.repeat(10_000)})`],
    ['dots before an at', `${'a.'.repeat(20_000)}@`],
    ['backticks', Array.from({ length: 400 }, (_, n) => '`'.repeat(n + 1)).join('a')],
    ['one line of 1 MB', 'word '.repeat(200_000)],
    ['one word of 1 MB', 'x'.repeat(1_000_000)],
    ['a title that never closes', `[a]: b "${'x\n\n'.repeat(3_000)}`],
  ])(
    '%s is one parse per piece and all there',
    (_, text) => {
      const document = read(text)
      expect(
        document.blocks.map(({ token }) => ('raw' in token ? token.raw.replace(/\s/g, '') : '')).join(''),
      ).toBe(text.replace(/\s/g, ''))
    },
    10_000,
  )

  test('pieces cut by force are the same however the text arrived', () => {
    const text = `**open ${'words and *more* [of it '.repeat(600)}`
    expect(lexCut(text, everyPlace(text, 101))).toBe(lexCut(text, []))
  })
})
