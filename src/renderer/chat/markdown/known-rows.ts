import type { Tokens } from 'marked'
import type { AnswerToken } from './answer-token.ts'

/**
 * An open list or table with the objects of `before` for those items or rows that read the same, so that they are not drawn
 * again. The last one of `before` may have looked otherwise than its source says. Both must have been read with the same
 * link definitions.
 */
export function withKnownRows<Token extends AnswerToken>(
  token: Token,
  before: AnswerToken | undefined,
): Token {
  if (token.type === 'list' && before?.type === 'list') {
    return { ...token, items: known(token.items, before.items, isSameItem) }
  }
  if (token.type === 'table' && before?.type === 'table') {
    return { ...token, rows: known(token.rows, before.rows, isSameRow) }
  }
  return token
}

function known<Row>(rows: Row[], before: readonly Row[], isSame: (a: Row, b: Row) => boolean): Row[] {
  return rows.map((row, index) => {
    const same = index < before.length - 1 ? before[index] : undefined
    return same !== undefined && isSame(row, same) ? same : row
  })
}

function isSameItem(a: Tokens.ListItem, b: Tokens.ListItem): boolean {
  return a.raw === b.raw && a.loose === b.loose && a.task === b.task
}

function isSameRow(a: readonly Tokens.TableCell[], b: readonly Tokens.TableCell[]): boolean {
  return (
    a.length === b.length &&
    a.every((cell, index) => cell.text === b[index]?.text && cell.align === b[index].align)
  )
}
