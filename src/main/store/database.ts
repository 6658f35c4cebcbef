import { existsSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { APPLICATION_ID, applicationId, migrate, schemaVersion } from './migrations/migrate.ts'
import type { Migration } from './migrations/migrations.ts'
import { MIGRATIONS } from './migrations/migrations.ts'
import { StoreError } from './store-error.ts'
import { readState, writeState } from './tables/key-value-table.ts'

export interface DatabaseOptions {
  /** A path, or ':memory:' for a database that is gone with its process. */
  file: string
  /** Milliseconds since 1970, for the names of backups. */
  now: number
  /** Only for tests: a database of at most so many pages of 4 KiB is a full disk. */
  max_pages?: number | undefined
  /** Only for tests: other schemas than the app's. */
  migrations?: readonly Migration[]
}

export interface OpenedDatabase {
  db: DatabaseSync
  created: boolean
  /** The last run did not close the database; it was checked and found whole. */
  unclean: boolean
  /** The schema's version before it was migrated; null when it was up to date or new. */
  migrated_from: number | null
  backup: string | null
}

/** Off the main thread a wait is harmless; another writer is a backup program or a person's own tool. */
const BUSY_TIMEOUT_MS = 5_000

/** SQLite and Node.js defaults are left alone where they say the same. Measured choices: WAL and FULL, so that a power cut loses no more than a crash. */
const PRAGMAS = `
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
PRAGMA trusted_schema = OFF;
PRAGMA cell_size_check = ON;
PRAGMA wal_autocheckpoint = 1000;
PRAGMA journal_size_limit = 67108864;
`

/**
 * Opens the database, makes or migrates its schema and checks it after an unclean end.
 * Throws a StoreError or SQLite's own error; the file of a newer version, and one that is not ours, is left untouched.
 */
export async function openDatabase(options: DatabaseOptions): Promise<OpenedDatabase> {
  const { file, migrations = MIGRATIONS } = options
  const created = isNew(file)
  if (!created) refuseForeign(file, migrations.length)
  const db = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS })
  try {
    db.enableDefensive(true)
    db.exec(PRAGMAS)
    if (options.max_pages !== undefined) db.exec(`PRAGMA max_page_count = ${options.max_pages}`)
    const unclean = !created && schemaVersion(db) > 0 && readState(db, 'clean_end') !== 'yes'
    if (unclean) quickCheck(db)
    const migrated = await migrate(db, file, migrations, options.now)
    writeState(db, 'clean_end', 'no')
    return { db, created, unclean, migrated_from: created ? null : migrated.from, backup: migrated.backup }
  } catch (error) {
    db.close()
    throw error
  }
}

/** A second connection, that cannot write, to a database that is open for writing already. Its reads see whole commits only. */
export function openReader(file: string): DatabaseSync {
  return new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS })
}

/** Marks the end as clean and leaves one file behind. */
export function closeDatabase(db: DatabaseSync): void {
  writeState(db, 'clean_end', 'yes')
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  db.close()
}

/** SQLite makes a database of an empty file, too: what a crash at the very first start leaves. */
function isNew(file: string): boolean {
  return file === ':memory:' || !existsSync(file) || statSync(file).size === 0
}

/**
 * Looks through a connection that cannot write: opening for writing alone may already change the file. Where there is no
 * write-ahead log, not even the log's empty files are made (https://sqlite.org/uri.html#uriimmutable).
 */
function refuseForeign(file: string, newest: number): void {
  const address = existsSync(`${file}-wal`) ? file : new URL('?immutable=1', pathToFileURL(file))
  const db = new DatabaseSync(address, { readOnly: true, timeout: BUSY_TIMEOUT_MS })
  try {
    const version = schemaVersion(db)
    const application_id = applicationId(db)
    const empty = db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.['tables'] === 0
    if (empty && version === 0) return
    if (application_id !== APPLICATION_ID) {
      throw new StoreError('not_a_database', undefined, `application_id is ${application_id}`)
    }
    if (version > newest) {
      throw new StoreError('newer_schema', undefined, `user_version is ${version}, this app knows ${newest}`)
    }
  } finally {
    db.close()
  }
}

function quickCheck(db: DatabaseSync): void {
  const found = db
    .prepare('PRAGMA quick_check(5)')
    .all()
    .map((row) => String(row['quick_check']))
  if (found[0] !== 'ok') throw new StoreError('corrupt', undefined, found.join('; '))
}
