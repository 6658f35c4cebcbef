import type { DatabaseSync } from 'node:sqlite'
import type { SearchHit } from '../../../shared/search.ts'
import type { Message, MessagePart } from '../../../shared/session.ts'
import { textOf } from '../../../shared/session.ts'
import type { Clause } from './search-query.ts'
import { newestThatFit } from './newest-that-fit.ts'
import { matchExpression, parseQuery } from './search-query.ts'
import { isIndexDamage, searchState } from './search-state.ts'
import { snippetOf } from './snippet.ts'

export interface SearchInput {
  query: string
  /** The most messages wanted. */
  limit: number
}

export interface Found {
  /** Titles first, then messages, the newest first. */
  hits: SearchHit[]
  /** Of an index that is being built, what is in it already is found; of a damaged one nothing. */
  index: 'whole' | 'building' | 'damaged'
}

const TITLES_MAX = 10

/** Reads only. Of sessions that are deleted, nothing is found. */
export function search(db: DatabaseSync, { query, limit }: SearchInput): Found {
  const clauses = parseQuery(query)
  try {
    const state = searchState(db)
    if (state === 'aside') return { hits: [], index: 'damaged' }
    const hits = clauses.length === 0 ? [] : [...titleHits(db, clauses), ...messageHits(db, clauses, limit)]
    return { hits, index: state === 'ready' ? 'whole' : 'building' }
  } catch (error) {
    if (!isIndexDamage(error)) throw error
    return { hits: [], index: 'damaged' }
  }
}

function titleHits(db: DatabaseSync, clauses: readonly Clause[]): SearchHit[] {
  const rows = db
    .prepare(
      `SELECT session_id, title, updated_at FROM title_search CROSS JOIN session ON position = title_search.rowid
       WHERE title_search MATCH ? AND deleted_at IS NULL ORDER BY title_search.rowid DESC LIMIT ?`,
    )
    .all(matchExpression(clauses), TITLES_MAX)
  return rows.map(({ session_id, title, updated_at }) => ({
    ...({ session_id, title, created_at: updated_at } as unknown as Pick<
      SearchHit,
      'session_id' | 'title' | 'created_at'
    >),
    message_id: null,
    role: null,
    snippet: snippetOf(String(title), clauses),
  }))
}

function messageHits(db: DatabaseSync, clauses: readonly Clause[], limit: number): SearchHit[] {
  const read = db.prepare(
    `SELECT message_id, message.session_id, title, role, message.created_at, parts
     FROM message JOIN session USING (session_id) WHERE message.position = ?`,
  )
  return newestThatFit(db, clauses, limit).flatMap((position) => {
    const row = read.get(position)
    if (!row) return []
    const { parts, ...rest } = row as unknown as Omit<SearchHit, 'snippet'> & { parts: string }
    const text = textOf({ parts: JSON.parse(parts) as MessagePart[] } satisfies Pick<Message, 'parts'>)
    return { ...rest, snippet: snippetOf(text, clauses) }
  })
}
