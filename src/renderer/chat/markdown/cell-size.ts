import type { Tokens } from 'marked'
import { inlineText } from './inline-text.ts'

export type CellSize = 'short' | 'medium' | 'long' | 'veryLong'

/** Up to so many characters a cell stands in one line. */
const SHORT_MAX = 16
const MEDIUM_MAX = 48
const LONG_MAX = 160

/**
 * How wide the column of a cell must at least be, by its text as it is read: a crowded table scrolls before its cells break
 * word by word. It only grows with the text, so that a column never gets narrower while its cells are written.
 */
export function cellSize({ text, tokens }: Pick<Tokens.TableCell, 'text' | 'tokens'>): CellSize {
  if (text.length <= SHORT_MAX) return 'short'
  // Its source may be far longer than what is read: an address behind one word.
  const { length } = inlineText(tokens)
  if (length <= SHORT_MAX) return 'short'
  if (length <= MEDIUM_MAX) return 'medium'
  return length <= LONG_MAX ? 'long' : 'veryLong'
}
