import type { DatabaseSync } from 'node:sqlite'
import { setAside } from './search/search-state.ts'

/**
 * All or nothing. What throws inside is undone and thrown on. Not nestable. `run` is called a second time, without the search
 * index, when that is damaged: it can be built anew, a message cannot.
 */
export function inTransaction<Result>(db: DatabaseSync, run: () => Result): Result {
  try {
    return once(db, run)
  } catch (error) {
    if (!setAside(db, error)) throw error
    return once(db, run)
  }
}

function once<Result>(db: DatabaseSync, run: () => Result): Result {
  db.exec('BEGIN IMMEDIATE')
  try {
    const result = run()
    db.exec('COMMIT')
    return result
  } catch (error) {
    // A full disk makes SQLite roll back by itself: https://sqlite.org/lang_transaction.html
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}
