import type { AnswerToken, LexedToken } from './answer-token.ts'
import { ROWS_PER_GROUP } from './group-rows.ts'

/** Deeper than this is not writing; every level costs the parser and the page a level of recursion. */
const DEEPEST_NESTING = 40
/**
 * A quotation, a list item or a paragraph longer than this is shown as it was written: it would be parsed, or its lines
 * broken, again for each addition.
 */
const LARGEST_BLOCK_CHARS = 65_536
/** More cells than this would take the page too long: the browser lays out all of them for each that is added. */
const MOST_TABLE_CELLS = 6_000

const PREFIX = /^([ \t]*)((?:>[ \t]*|[-*+](?:[ \t]+|$)|\d{1,9}[.)](?:[ \t]+|$))+)/
const MARKER = />|[-*+]|\d+[.)]/g

/** Does this line alone open more levels of lists and quotations than we follow? Two columns are one level. */
export function isTooDeep(line: string): boolean {
  if (line.length <= DEEPEST_NESTING) return false
  const prefix = PREFIX.exec(line)
  if (!prefix) return false
  const [, indent = '', markers = ''] = prefix
  const columns = indent.replaceAll('\t', '    ').length
  return Math.floor(columns / 2) + (markers.match(MARKER)?.length ?? 0) > DEEPEST_NESTING
}

/** The first line at or after `from` that nests too deep (or -1), and the unfinished line to look at again next time. */
export function firstTooDeep(source: string, from: number): { at: number; next: number } {
  let start = from
  for (;;) {
    const end = source.indexOf('\n', start)
    if (isTooDeep(source.slice(start, end === -1 ? undefined : end))) return { at: start, next: start }
    if (end === -1) return { at: -1, next: start }
    start = end + 1
  }
}

export function isTooLarge(token: AnswerToken): boolean {
  switch (token.type) {
    case 'blockquote':
    case 'paragraph':
    case 'heading':
      return token.raw.length > LARGEST_BLOCK_CHARS
    case 'list':
      return (
        token.raw.length > LARGEST_BLOCK_CHARS &&
        token.items.some(({ raw }) => raw.length > LARGEST_BLOCK_CHARS)
      )
    case 'open_paragraph':
      return token.finished_chars + charsOf(token.tokens) > LARGEST_BLOCK_CHARS
    case 'table':
      return token.header.length * (token.rows.length + 1) > MOST_TABLE_CELLS
    case 'open_table':
      return token.table.header.length * token.finished.length * ROWS_PER_GROUP > MOST_TABLE_CELLS
    default:
      return false
  }
}

function charsOf(tokens: readonly LexedToken[]): number {
  return tokens.reduce((sum, { raw }) => sum + raw.length, 0)
}

/** The end of the first blank line (where normal reading goes on), or -1 while there is none. */
export function afterBlankLine(source: string): number {
  const match = /\n[ \t]*\n/.exec(source)
  return match ? match.index + match[0].length : -1
}
