import { describe, expect, test } from 'vitest'
import { displaySource } from '../../../../../src/renderer/chat/markdown/display-source.ts'

describe('an unfinished last line that may still become anything is left out', () => {
  test.each([
    '-',
    '- ',
    '---',
    '=',
    '*',
    '**',
    '#',
    '## ',
    '`',
    '``',
    '~',
    '>',
    '> ',
    '12',
    '12.',
    '- [',
    '- [x',
    '   ',
    '_',
  ])('%j', (line) => expect(displaySource(`Text\n${line}`, false)).toBe('Text\n'))

  test('so is a definition', () => {
    expect(displaySource('Text\n\n[a]: http://x.exa', false)).toBe('Text\n\n')
  })
})

test.each(['- a', '# H', '```', '```ts', 'word', '1. a', '> q', '- [x] t', '**b', '2024 was'])(
  'a line that has decided itself is shown: %j',
  (line) => expect(displaySource(`Text\n\n${line}`, false)).toBe(`Text\n\n${line}`),
)

test('an answer that is only a number is shown at once', () => {
  expect(displaySource('42', true)).toBe('42')
})

describe('a table is a table from its first line on', () => {
  test.each([
    ['| a', '| a\n|---|'],
    ['| a | b', '| a | b\n|---|---|'],
    ['| a | b |', '| a | b |\n|---|---|'],
    ['| a \\| b |', '| a \\| b |\n|---|'],
    ['| a | b |\n', '| a | b |\n|---|---|'],
    ['| a | b |\n|-', '| a | b |\n|---|---|'],
    ['| a | b |\n|---|:-', '| a | b |\n|---|---|'],
  ])('%j', (text, shown) => expect(displaySource(`Text\n\n${text}`, false)).toBe(`Text\n\n${shown}`))

  test('a bar alone is not shown yet', () => expect(displaySource('|', true)).toBe(''))

  test('rows are left alone', () => {
    const table = '| a | b |\n|---|---|\n| 1 |'
    expect(displaySource(table, true)).toBe(table)
  })
})
