import type { Tokens } from 'marked'
import type { LexedToken, OpenTableToken } from './answer-token.ts'
import type { FinishedPart } from './finished-part.ts'
import { ROWS_PER_GROUP } from './group-rows.ts'

const OPEN_ROWS = 2

/** Rows of an open table; the lexer reads the header again and then the rows that are new. */
export class FinishedRows implements FinishedPart {
  readonly lead: string
  source: string
  #groups: readonly (readonly Tokens.TableCell[][])[] = []

  constructor(table: Tokens.Table) {
    this.lead = headerLines(table.raw)
    this.source = this.lead
  }

  static fits(token: LexedToken): token is Tokens.Table {
    return token.type === 'table' && token.rows.length >= ROWS_PER_GROUP + OPEN_ROWS && hasOneLineARow(token)
  }

  show(token: LexedToken): OpenTableToken | null {
    return token.type === 'table' ? { type: 'open_table', table: token, finished: this.#groups } : null
  }

  complete(token: LexedToken): Tokens.Table | null {
    if (token.type !== 'table') return null
    const raw = this.source + token.raw.slice(this.lead.length)
    return { ...token, raw, rows: [...this.#groups.flat(), ...token.rows] }
  }

  grow(token: LexedToken): number {
    if (!FinishedRows.fits(token)) return 0
    const count = Math.floor((token.rows.length - OPEN_ROWS) / ROWS_PER_GROUP) * ROWS_PER_GROUP
    for (let at = 0; at < count; at += ROWS_PER_GROUP) {
      this.#groups = [...this.#groups, token.rows.slice(at, at + ROWS_PER_GROUP)]
    }
    const lines = token.raw.slice(this.lead.length).split('\n')
    const taken = `${lines.slice(0, count).join('\n')}\n`
    this.source += taken
    return taken.length
  }
}

function headerLines(raw: string): string {
  return raw.slice(0, raw.indexOf('\n', raw.indexOf('\n') + 1) + 1)
}

function hasOneLineARow(table: Tokens.Table): boolean {
  const lines = table.raw.slice(headerLines(table.raw).length).split('\n')
  return lines.length === table.rows.length && lines.every((line) => line.trim() !== '')
}
