import { describe, expect, test } from 'vitest'
import type { AnswerToken } from '../../../../../src/renderer/chat/markdown/answer-token.ts'
import { IncrementalDocument } from '../../../../../src/renderer/chat/markdown/incremental-document.ts'
import { everyPlace, lexCut, lexWhole } from './whole-lex.ts'

const numbered = (count: number, line: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => line(n)).join('')

const item = (n: number) =>
  `${n + 1}. item ${n} with **bold** and \`code_${n}\`\n${n % 7 === 0 ? '    - nested\n' : ''}`
const words = (n: number) =>
  `word_${n} and *some* more **text ${n}** with [a link](http://x.example/${n}) in it `

const LONG: Readonly<Record<string, string>> = {
  'a list': `Steps:\n\n${numbered(120, item)}\nAfter.\n`,
  'a list that becomes loose at its end': `${numbered(80, item)}\n81. last\n\nAfter.\n`,
  'a loose list of tasks': numbered(70, (n) => `- [${n % 2 ? 'x' : ' '}] task ${n}\n\n`),
  'a list of tasks with a late paragraph': `${numbered(70, (n) => `- [ ] task ${n}\n`)}\n  late\n- [x] last\n`,
  'a table': `| a | b |\n|---|--:|\n${numbered(100, (n) => `| ${n} | **x${n}** |\n`)}\nAfter.\n`,
  'a table that a heading ends': `a | b\n--|--\n${numbered(60, (n) => `${n} | y\n`)}# Head\n`,
  'a paragraph in one line': numbered(150, words),
  'a paragraph in many lines': `${numbered(150, (n) => `${words(n).trimEnd()}${n % 5 ? '' : '  '}\n`)}\nAfter.\n`,
  'a paragraph that turns out to be a heading': `${numbered(80, words)}\n===\n\nAfter.\n`,
  'a paragraph that ends in a table': `${numbered(80, words)}\na | b\n--|--\n1 | 2\n`,
  'a fence': `\`\`\`ts\n${numbered(200, (n) => `  const x${n} = \`${n}\`\n`)}\`\`\`\nAfter.\n`,
  'an indented fence that never closes': `  ~~~~ py\n${numbered(200, (n) => `   line ${n}\n~~~\n`)}`,
  'a fence behind blank lines': `\n\n\n   \`\`\`js title="x"\n   a\n b\n     c\n${numbered(100, () => '   d\n')}   \`\`\`\n`,
}

describe('long blocks are the same in pieces and as a whole', () => {
  test.each(Object.entries(LONG))('%s', (_, text) => {
    const whole = lexWhole(text)
    for (const step of [1, 13, 1_000, text.length]) expect(lexCut(text, everyPlace(text, step))).toBe(whole)
    for (const end of [0.3, 0.7, 0.9].map((part) => Math.floor(text.length * part))) {
      expect(lexCut(text.slice(0, end), everyPlace(text.slice(0, end), 7))).toBe(lexWhole(text.slice(0, end)))
    }
  })
})

function openToken(document: IncrementalDocument): AnswerToken | undefined {
  return document.blocks.at(-1)?.token
}

function itemsOf(token: AnswerToken | undefined): readonly unknown[] {
  if (token?.type === 'list') return token.items
  return token?.type === 'open_list' ? token.list.items : []
}

function stream(text: string): IncrementalDocument {
  const document = new IncrementalDocument(() => 0)
  for (let at = 0; at < text.length; at += 10) document.append(text.slice(at, at + 10))
  return document
}

describe('inside a block that stays open', () => {
  test('finished items of a list are the same objects after more text', () => {
    const document = stream(numbered(100, item))
    const before = openToken(document)
    document.append(item(100))
    const after = openToken(document)
    if (before?.type !== 'open_list' || after?.type !== 'open_list') throw new Error('no open list')
    expect(before.finished).toHaveLength(4)
    expect(after.finished[3]).toBe(before.finished[3])
    expect(after.list.items.length).toBeLessThan(30)
  })

  test('of a long open list only the last two items are read again, of a short one only its last is another object', () => {
    for (const items of [5, 40]) {
      const document = stream(numbered(items, (n) => `- item ${n} with **bold**\n`))
      const before = itemsOf(openToken(document))
      document.append('and')
      const after = itemsOf(openToken(document))
      expect(after.slice(0, -2).every((one, index) => one === before[index])).toBe(true)
      expect(after.at(-1)).not.toBe(before.at(-1))
    }
  })

  test('items are read again when a definition of their words has come', () => {
    const document = stream('- see [one]\n- two\n\n[one]: https://a.example/\n\n- see [one]\n- two\n- th')
    expect(JSON.stringify(itemsOf(openToken(document))[0])).toContain('https://a.example/')
  })

  test('rows of a short open table that read the same are the same objects', () => {
    const rows = (document: IncrementalDocument) => {
      const token = openToken(document)
      return token?.type === 'table' ? token.rows : []
    }
    const document = stream(`a | b\n--|--\n${numbered(6, (n) => `${n} | **y**\n`)}`)
    const before = rows(document)
    document.append('6 | y')
    expect(before.length).toBe(6)
    expect(rows(document).slice(0, 5)).toEqual(before.slice(0, 5))
    expect(rows(document).every((row, index) => index > 4 || row === before[index])).toBe(true)
  })

  test('a list that was loose early stays loose and keeps its finished items', () => {
    const open = openToken(stream(`- a\n\n- b\n${numbered(100, (n) => `- item ${n}\n`)}`))
    if (open?.type !== 'open_list') throw new Error('no open list')
    expect(open.finished).toHaveLength(4)
    expect(open.list.items.every((item) => item.loose && item.tokens[0]?.type === 'paragraph')).toBe(true)
  })

  test('finished rows of a table are the same objects after more text', () => {
    const document = stream(`a | b\n--|--\n${numbered(100, (n) => `${n} | y\n`)}`)
    const before = openToken(document)
    document.append('100 | y\n')
    const after = openToken(document)
    if (before?.type !== 'open_table' || after?.type !== 'open_table') throw new Error('no open table')
    expect(before.finished.length).toBeGreaterThan(2)
    expect(after.finished[0]).toBe(before.finished[0])
  })

  test('finished text of a paragraph is the same objects after more text', () => {
    const document = stream(numbered(150, words))
    const before = openToken(document)
    document.append('and more')
    const after = openToken(document)
    if (before?.type !== 'open_paragraph' || after?.type !== 'open_paragraph')
      throw new Error('no open paragraph')
    expect(before.finished.length).toBeGreaterThan(5)
    expect(after.finished[0]).toBe(before.finished[0])
  })

  test('finished lines of a fence are never looked at again', () => {
    const document = stream(`\`\`\`js\n${'let x = 1\n'.repeat(2_000)}`)
    const before = openToken(document)
    document.append('let y\n')
    const after = openToken(document)
    if (before?.type !== 'open_code' || after?.type !== 'open_code') throw new Error('no open code')
    expect(before.chunks.length).toBeGreaterThan(3)
    expect(after.chunks).toBe(before.chunks)
    expect(after.chunks.join('') + after.rest).toBe(`${'let x = 1\n'.repeat(2_000)}let y`)
  })
})
