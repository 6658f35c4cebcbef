import type { MathToken } from './answer-token.ts'

// Private characters around a formula that is still being written. They exist between `closeInline` and the lexer only.
export const OPEN_FORMULA = '\uf8f0'
const END_FORMULA = '\uf8f1'

/** Marks the rest of a text as a formula that is not closed; half a closing delimiter is left out. */
export function markOpenFormula(source: string): string {
  if (/^(?:\$\$?|\\[([])\s*$/.test(source)) return ''
  const shown = source.replace(/(?<=[^$\\])[$\\]$/, '')
  return OPEN_FORMULA + shown.replaceAll(END_FORMULA, '') + END_FORMULA
}

/** The marked formula a text begins with. */
export function readOpenFormula(source: string): MathToken {
  const end = source.indexOf(END_FORMULA)
  const raw = end === -1 ? source : source.slice(0, end + 1)
  const text = raw.slice(1, end === -1 ? undefined : -1)
  return { type: 'math', raw, text, display: false, block: false, open: true }
}
