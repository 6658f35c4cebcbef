import type { DatabaseSync } from 'node:sqlite'

/** All or nothing. What throws inside is undone and thrown on. Not nestable. */
export function inTransaction<Result>(db: DatabaseSync, run: () => Result): Result {
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
