import type { DatabaseSync } from 'node:sqlite'
import type { MessagePart } from '../../../shared/session.ts'
import { textOf } from '../../../shared/session.ts'
import { clauseMatcher } from './clause-matcher.ts'
import type { Clause } from './search-query.ts'
import { matchExpression } from './search-query.ts'

/** One long talk about the subject shall not hide the others. */
const PER_SESSION_MAX = 5
/** How many messages that fit are passed by for a few of each session. */
const CANDIDATES_MAX = 4_000
/** The longest beginning of words that the index keeps a list of its own for: see SEARCH_TABLES. */
const LISTED_CHARACTERS = 2
/** So many messages are read to see whether they fit; where after a good part of them few did, the word is rare enough. */
const READS = { most: 400, part: 100, few: 6 }

/**
 * The positions of the newest messages that fit, at most so many of one session. The beginning of a word for which the index
 * has no list would have FTS5 join the lists of all words that begin so, before it finds the first one: 100 ms where they are
 * common. Common ones are found sooner by reading the newest messages that have a word with the same first two letters.
 */
export function newestThatFit(db: DatabaseSync, clauses: readonly Clause[], limit: number): number[] {
  const shorter = shortened(clauses)
  if (shorter) {
    const read = textReader(db)
    const matches = clauses.slice(-1).map(clauseMatcher)
    const fits = (position: number): boolean => {
      const text = read(position)
      return matches.every((has) => has(text))
    }
    const found = take(candidates(db, shorter), limit, fits)
    if (found.positions.length === limit || found.all) return found.positions
  }
  return take(candidates(db, clauses), limit, null).positions
}

/** The same question, with less of the word that is being typed; null when the index has a list for that as it is. */
function shortened(clauses: readonly Clause[]): Clause[] | null {
  const last = clauses.at(-1)
  const characters = [...(last?.terms.at(-1) ?? '')]
  if (!last?.prefix || characters.length <= LISTED_CHARACTERS) return null
  const beginning = characters.slice(0, LISTED_CHARACTERS).join('')
  return [...clauses.slice(0, -1), { ...last, terms: [...last.terms.slice(0, -1), beginning] }]
}

interface Candidate {
  position: number
  session_id: string
}

function candidates(db: DatabaseSync, clauses: readonly Clause[]): Iterable<Candidate> {
  // CROSS JOIN: SQLite then goes through the index first, newest first, and stops when nobody asks for more.
  const rows = db
    .prepare(
      `SELECT message.position, message.session_id FROM message_search
       CROSS JOIN message ON message.position = message_search.rowid
       CROSS JOIN session ON session.session_id = message.session_id
       WHERE message_search MATCH ? AND deleted_at IS NULL ORDER BY message_search.rowid DESC LIMIT ?`,
    )
    .iterate(matchExpression(clauses), CANDIDATES_MAX)
  return rows as unknown as Iterable<Candidate>
}

/** `fits`: whether one must be read to know it, until it turns out not to be worth it. `all`: every candidate was looked at. */
function take(
  rows: Iterable<Candidate>,
  limit: number,
  fits: ((position: number) => boolean) | null,
): { positions: number[]; all: boolean } {
  const positions: number[] = []
  const of_session = new Map<string, number>()
  let [seen, reads] = [0, 0]
  for (const { position, session_id } of rows) {
    seen++
    const before = of_session.get(session_id) ?? 0
    if (before === PER_SESSION_MAX) continue
    if (fits) {
      if (reads === READS.most || (reads === READS.part && positions.length < READS.few))
        return { positions, all: false }
      reads++
      if (!fits(position)) continue
    }
    of_session.set(session_id, before + 1)
    if (positions.push(position) === limit) break
  }
  return { positions, all: seen < CANDIDATES_MAX }
}

function textReader(db: DatabaseSync): (position: number) => string {
  const read = db.prepare('SELECT parts FROM message WHERE position = ?')
  return (position) => {
    const parts = JSON.parse(String(read.get(position)?.['parts'] ?? '[]')) as MessagePart[]
    return textOf({ parts })
  }
}
