import type { DatabaseSync } from 'node:sqlite'
import type { SearchTable } from './search-index.ts'
import { isIndexDamage } from './search-state.ts'

/** The tables FTS5 keeps an index in. */
const PARTS = ['data', 'idx', 'docsize', 'config']

/**
 * Removes an index whatever state it is in. FTS5 must open a table before it can be dropped; one that it cannot open is struck
 * from the schema, and so is a part that cannot be taken apart, whose pages are lost then. Each in a transaction of its own: one
 * that met damaged pages can only be undone.
 */
export function removeTable(db: DatabaseSync, table: SearchTable): void {
  for (const name of [table, ...PARTS.map((part) => `${table}_${part}`)]) {
    if (!drop(db, name)) strike(db, name)
  }
}

/** false: it is too damaged. */
function drop(db: DatabaseSync, name: string): boolean {
  try {
    db.exec(`DROP TABLE IF EXISTS ${name}`)
    return true
  } catch (error) {
    if (isIndexDamage(error)) return false
    throw error
  }
}

function strike(db: DatabaseSync, name: string): void {
  db.enableDefensive(false)
  try {
    db.exec('PRAGMA writable_schema = ON')
    db.prepare('DELETE FROM sqlite_schema WHERE tbl_name = ?').run(name)
  } finally {
    // RESET: the schema is read again, without what was struck.
    db.exec('PRAGMA writable_schema = RESET')
    db.enableDefensive(true)
  }
}
