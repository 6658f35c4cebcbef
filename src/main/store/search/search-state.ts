import type { DatabaseSync } from 'node:sqlite'
import { storeErrorOf } from '../store-error.ts'
import { readState, writeState } from '../tables/key-value-table.ts'

/**
 * `ready`: all that is saved can be found. `aside`: the index is damaged, nothing is written to it any more until it is built
 * anew. A number: it is being built, the newest messages first, and everything from this position on is in it.
 */
export type SearchState = 'ready' | 'aside' | number

const KEY = 'search_index'

export function searchState(db: DatabaseSync): SearchState {
  const value = readState(db, KEY)
  if (value === null || value === 'ready') return 'ready'
  return value === 'aside' ? 'aside' : Number(value)
}

export function writeSearchState(db: DatabaseSync, state: SearchState): void {
  writeState(db, KEY, String(state))
}

/** SQLITE_CORRUPT_VTAB: said by the index itself. https://sqlite.org/rescode.html#corrupt_vtab */
const CORRUPT_VTAB = 267

/** What SQLite says of an index that lacks a table of its own, or is none. */
const BROKEN = /(message|title)_search|invalid fts5 file format/

/** Whether an error may be the index's, and not that of what it was made from. */
export function isIndexDamage(error: unknown): boolean {
  const { kind, errcode, detail } = storeErrorOf(error)
  return errcode === CORRUPT_VTAB || kind === 'corrupt' || (errcode === 1 && BROKEN.test(detail))
}

/**
 * After an error of a write: whether it is worth to do it again, without the index. Then the index is out of use until it is
 * built anew. No transaction may be open.
 */
export function setAside(db: DatabaseSync, error: unknown): boolean {
  if (!isIndexDamage(error) || searchState(db) === 'aside') return false
  writeSearchState(db, 'aside')
  return true
}
