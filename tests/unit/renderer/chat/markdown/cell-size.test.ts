import type { Tokens } from 'marked'
import { marked } from 'marked'
import { expect, test } from 'vitest'
import { cellSize } from '../../../../../src/renderer/chat/markdown/cell-size.ts'

function cellOf(text: string): Tokens.TableCell {
  const table = marked.lexer(`| ${text} |\n|---|\n`).find((token) => token.type === 'table')
  return (table as Tokens.Table).header[0] as Tokens.TableCell
}

test('a cell that is being written never asks for less room than before', () => {
  const order = ['short', 'medium', 'long', 'veryLong']
  const text = 'word '.repeat(60)
  const sizes = Array.from(text, (_, at) => order.indexOf(cellSize(cellOf(text.slice(0, at + 1)))))
  expect(new Set(sizes)).toEqual(new Set([0, 1, 2, 3]))
  expect(sizes).toEqual(sizes.toSorted((a, b) => a - b))
})

test('an address behind a word does not widen its column', () => {
  const address = `https://docs.example/${'path/'.repeat(60)}`
  expect(cellSize(cellOf(`[docs](${address})`))).toBe('short')
  expect(cellSize(cellOf(address))).toBe('veryLong')
})
