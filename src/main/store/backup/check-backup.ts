import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { APPLICATION_ID, applicationId, schemaVersion } from '../migrations/migrate.ts'
import { StoreError } from '../store-error.ts'

/** Throws a StoreError unless the file is a whole database of ours, of a version this app knows. Leaves no file beside it. */
export function checkBackup(file: string, newest: number): void {
  const db = openUntouched(file)
  try {
    if (applicationId(db) !== APPLICATION_ID) throw new StoreError('not_a_database')
    if (schemaVersion(db) > newest) throw new StoreError('newer_schema')
    const found = db.prepare('PRAGMA quick_check(1)').get()?.['quick_check']
    if (found !== 'ok') throw new StoreError('corrupt', 'This backup is damaged.', String(found))
  } finally {
    db.close()
  }
}

/** Reads a file that nobody writes to; not even the empty files of a write-ahead log are made (https://sqlite.org/uri.html#uriimmutable). */
export function openUntouched(file: string): DatabaseSync {
  return new DatabaseSync(new URL('?immutable=1', pathToFileURL(file)), { readOnly: true })
}
