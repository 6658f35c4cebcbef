import type { DatabaseSync } from 'node:sqlite'
import { indexBelow, indexTitles, topPosition } from '../search/build-index.ts'
import { SEARCH_TABLES } from '../search/search-index.ts'

/**
 * The index of what was written, built from the messages there are. It can be built anew at any time, so that a later way to
 * cut texts into words is a migration that writes the state `aside`.
 */
export function search(db: DatabaseSync): void {
  db.exec(SEARCH_TABLES)
  indexTitles(db)
  indexBelow(db, topPosition(db), Infinity)
}
