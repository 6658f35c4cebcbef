import { QUERY_LENGTH_MAX } from '../../../shared/search.ts'
import type { Run } from './runs.ts'
import { runsOf } from './runs.ts'

/** Something every hit must contain: terms that stand beside each other there. */
export interface Clause {
  terms: string[]
  /** Whether the last term is only the beginning of a word: it is still being typed. */
  prefix: boolean
  /** A single character of a script without blanks, which may stand anywhere in a word. */
  character: boolean
}

/** Far more than anybody types; a page that was pasted is looked for by its beginning. */
const CLAUSES_MAX = 24
const TERMS_MAX = 64

/** Opened and closed by the same, or by its counterpart; which one is not looked at. */
const QUOTES = /["“”„«»「」『』]/u

/**
 * What a person types: words that must all occur, "phrases", the last word as the beginning of one. Whatever else is in it
 * separates words; an open quote reaches to the end. No clause: nothing in it can be looked for.
 */
export function parseQuery(input: string): Clause[] {
  const text = input.slice(0, QUERY_LENGTH_MAX)
  const clauses: Clause[] = []
  let left = TERMS_MAX
  const parts = text.split(QUOTES)
  for (const [index, part] of parts.entries()) {
    const last = index === parts.length - 1
    const phrases = index % 2 === 1 ? [part] : part.split(/\s+/)
    for (const [at, phrase] of phrases.entries()) {
      for (const clause of clausesOf(phrase, last && at === phrases.length - 1)) {
        if (clauses.length === CLAUSES_MAX || left <= 0) return clauses
        clause.terms.splice(left)
        left -= clause.terms.length
        clauses.push(clause)
      }
    }
  }
  return clauses
}

/** FTS5's language: https://sqlite.org/fts5.html#full_text_query_syntax. A term has no quotes: only letters, digits and the like. */
export function matchExpression(clauses: readonly Clause[]): string {
  return clauses.map(({ terms, prefix }) => `"${terms.join(' ')}"${prefix ? ' *' : ''}`).join(' AND ')
}

/** One phrase; cut where a single character stands, whose neighbours in the index are not known. */
function clausesOf(phrase: string, typing: boolean): Clause[] {
  const clauses: Clause[] = []
  let beside: string[] = []
  const close = (prefix: boolean): void => {
    if (beside.length > 0) clauses.push({ terms: beside, prefix, character: false })
    beside = []
  }
  let last: Run | null = null
  for (const run of runsOf(phrase)) {
    last = run
    if (run.characters?.length === 1) {
      close(false)
      clauses.push({ terms: run.terms, prefix: false, character: true })
    } else beside.push(...run.terms)
  }
  close(typing && last !== null && last.characters === null && last.to === phrase.length)
  return clauses
}
