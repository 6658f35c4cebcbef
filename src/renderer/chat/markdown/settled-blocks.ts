import type { LexedToken } from './answer-token.ts'

export interface PlacedToken {
  token: LexedToken
  start: number
  end: number
}

/** Where each token stands in `source`; null when the lexer's account of the source does not add up. */
export function placeTokens(tokens: readonly LexedToken[], source: string): PlacedToken[] | null {
  const placed: PlacedToken[] = []
  let start = 0
  for (const token of tokens) {
    if (!stands(token.raw, source, start)) return null
    const end = start + token.raw.length
    if (token.type !== 'space') placed.push({ token, start, end })
    start = end
  }
  return placed
}

/** The lexer keeps a lone space or tab at the end of a line as a line break: the length is right, the character is not. */
function stands(raw: string, source: string, start: number): boolean {
  return source.startsWith(raw, start) || (raw.endsWith('\n') && source.startsWith(raw.slice(0, -1), start))
}

/**
 * How many blocks at the front no further text can change. A block is settled when the one after it has begun with a whole
 * line that the first cannot take back. `source` is what has really arrived, without anything added for the screen.
 */
export function countSettled(placed: readonly PlacedToken[], source: string): number {
  let settled = 0
  while (settled + 1 < placed.length) {
    const block = placed[settled]
    const next = placed[settled + 1]
    if (!block || !next || !isSettled(block, next, source)) break
    settled++
  }
  return settled
}

function isSettled(block: PlacedToken, next: PlacedToken, source: string): boolean {
  if (mayBecomeDefinition(block, next, source)) return false
  const apart = /\n[ \t]*\n$/.test(source.slice(Math.max(0, next.start - 1_000), next.start))
  const hasWholeLine = source.indexOf('\n', next.start) !== -1
  // Behind a blank line a letter in the first column begins a paragraph of its own, whatever its line goes on to say.
  if (apart) return hasWholeLine || /^\p{L}/u.test(source.slice(next.start, next.start + 2))
  if (!hasWholeLine) return false
  switch (block.token.type) {
    case 'paragraph':
    case 'blockquote':
    case 'table':
      return interrupts(block, next, source)
    default:
      return true
  }
}

// The title of a definition may hold blank lines, so one that is open can still swallow what follows.
const DEFINITION_START = /^ {0,3}\[(?:\\[\s\S]|[^[\]\\])*\]:/
const OPEN_TITLE = /^ {0,3}\[(?:\\[\s\S]|[^[\]\\])*\]:[ \t]*\n?[ \t]*\S+\s+["'(]/

function mayBecomeDefinition(block: PlacedToken, next: PlacedToken, source: string): boolean {
  if (block.token.type === 'def') {
    const gap = source.slice(block.end, next.start + 1)
    return /^[ \t]*\n?[ \t]*["'(]$/.test(gap) && !block.token.title
  }
  const text = source.slice(block.start, block.end)
  return DEFINITION_START.test(text) && OPEN_TITLE.test(text)
}

/** Directly below a paragraph: does `next` end it for good, whatever an underline further down may say? */
function interrupts(block: PlacedToken, next: PlacedToken, source: string): boolean {
  switch (next.token.type) {
    case 'heading':
      return /^ {0,3}#/.test(next.token.raw)
    case 'hr':
    case 'html':
    case 'blockquote':
      return true
    case 'code':
      return next.token.codeBlockStyle !== 'indented'
    case 'list':
      // Any other list begins here only because two lines look like a table, and the second may still change.
      return /^ {0,3}(?:[*+-]|1[.)]) +[^ \t\n]/.test(next.token.raw)
    case 'math':
      // Its last line may go on, and then it is a part of the paragraph.
      if (next.token.open || !source.slice(next.end - 1, next.end + 1).includes('\n')) return false
      // One that begins behind words is a part of a heading, where an underline comes before the next blank line.
      return startsLine(source, next.start) || /\n[ \t]*\n/.test(source.slice(next.end - 1))
    case 'table': {
      const lines = source.slice(next.start).split('\n', 3)
      const [header = '', delimiters = ''] = lines
      return (
        block.token.type === 'paragraph' &&
        lines.length === 3 &&
        delimiters.includes('|') &&
        !/^ *\[/.test(header)
      )
    }
    default:
      return false
  }
}

function startsLine(source: string, at: number): boolean {
  return source.slice(source.lastIndexOf('\n', at - 1) + 1, at).trim() === ''
}
