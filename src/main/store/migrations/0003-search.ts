import type { DatabaseSync } from 'node:sqlite'
import { indexBelow, indexTitles, topPosition } from '../search/build-index.ts'
import { SEARCH_TABLES } from '../search/search-index.ts'
import { writeSearchState } from '../search/search-state.ts'

/** A few seconds, and more than most people ever wrote. What is older is indexed while the app runs, so that its window opens. */
const AT_ONCE_CHARACTERS = 16_000_000

/**
 * The index of what was written, built from the messages there are. It can be built anew at any time, so that a later way to
 * cut texts into words is a migration that writes the state `aside`.
 */
export function search(db: DatabaseSync): void {
  db.exec(SEARCH_TABLES)
  indexTitles(db)
  const next = indexBelow(db, topPosition(db), AT_ONCE_CHARACTERS)
  writeSearchState(db, next ?? 'ready')
}
