import type { DatabaseSync } from 'node:sqlite'
import type { SessionId } from '../../../shared/ids.ts'
import type { MessagePart } from '../../../shared/session.ts'
import { textOf } from '../../../shared/session.ts'
import { searchState } from './search-state.ts'
import { searchText } from './search-text.ts'

/**
 * The index holds no text of its own (`content=''`): what was found is read from the messages. The rowid is the position of
 * the message or session. A list of its own for each beginning of one or two letters; for longer ones see newest-that-fit.ts.
 */
export const SEARCH_TABLES = `
CREATE VIRTUAL TABLE message_search USING fts5(words, characters,
  content='', contentless_delete=1, tokenize='ascii', prefix='1 2');
CREATE VIRTUAL TABLE title_search USING fts5(words, characters,
  content='', contentless_delete=1, tokenize='ascii', prefix='1 2 3');
`
export type SearchTable = 'message_search' | 'title_search'

/** Makes a message findable by the text of its answer channel; what it was found by before is forgotten. Call it in the transaction that saves it. */
export function indexMessage(
  db: DatabaseSync,
  position: number | bigint,
  parts: readonly MessagePart[],
): void {
  if (searchState(db) !== 'aside') put(db, 'message_search', position, textOf({ parts: [...parts] }))
}

export function indexTitle(db: DatabaseSync, position: number | bigint, title: string): void {
  if (searchState(db) !== 'aside') put(db, 'title_search', position, title)
}

/** Before the session's rows are deleted, in the same transaction. */
export function forgetSession(db: DatabaseSync, session_id: SessionId): void {
  if (searchState(db) === 'aside') return
  const ofMessages = 'SELECT position FROM message WHERE session_id = ?'
  db.prepare(`DELETE FROM message_search WHERE rowid IN (${ofMessages})`).run(session_id)
  const ofSession = 'SELECT position FROM session WHERE session_id = ?'
  db.prepare(`DELETE FROM title_search WHERE rowid IN (${ofSession})`).run(session_id)
}

/** In the transaction that deletes these messages. */
export function forgetMessages(db: DatabaseSync, positions: readonly number[]): void {
  if (searchState(db) === 'aside') return
  const forget = db.prepare('DELETE FROM message_search WHERE rowid = ?')
  for (const position of positions) forget.run(position)
}

/** Writes without looking at the state of the index: for building it. */
export function put(db: DatabaseSync, table: SearchTable, position: number | bigint, text: string): void {
  const { words, characters } = searchText(text)
  const sql = `INSERT OR REPLACE INTO ${table} (rowid, words, characters) VALUES (?, ?, ?)`
  db.prepare(sql).run(position, words, characters)
}
