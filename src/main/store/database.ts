import { existsSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { openUntouched } from './backup/check-backup.ts'
import type { Mended } from './damage.ts'
import { mendedBefore } from './damage.ts'
import { removeParts } from './durable-files.ts'
import { APPLICATION_ID, applicationId, migrate, schemaVersion } from './migrations/migrate.ts'
import type { Migration } from './migrations/migrations.ts'
import { MIGRATIONS } from './migrations/migrations.ts'
import { quoted } from './salvage/salvage-read.ts'
import { finishReplacement } from './backup/replacement.ts'
import type { Restored } from './backup/restore-request.ts'
import { restoreIfAsked } from './backup/restore-request.ts'
import { StoreError } from './store-error.ts'
import { readState, removeState, writeState } from './tables/key-value-table.ts'

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
  /** It is what was made of a damaged one, since the last end in order. */
  mended: Mended | null
  /** null when no backup was asked for. */
  restored: Restored | null
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
 * Opens the database, makes or migrates its schema and checks it after an unclean end; before that, ends what a crash cut.
 * Throws a StoreError or SQLite's own error; the file of a newer version, and one that is not ours, is left untouched.
 */
export async function openDatabase(options: DatabaseOptions): Promise<OpenedDatabase> {
  const { file, now, migrations = MIGRATIONS } = options
  const refuse = (): void => refuseForeign(file, migrations.length)
  const restored = file === ':memory:' ? null : setInOrder(file, now, migrations.length, refuse)
  const created = isNew(file)
  if (!created) refuse()
  const db = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS })
  try {
    db.enableDefensive(true)
    db.exec(PRAGMAS)
    if (options.max_pages !== undefined) db.exec(`PRAGMA max_page_count = ${options.max_pages}`)
    const unclean = !created && schemaVersion(db) > 0 && readState(db, 'clean_end') !== 'yes'
    if (unclean) quickCheck(db)
    const migrated = await migrate(db, file, migrations, now)
    writeState(db, 'clean_end', 'no')
    const migrated_from = created ? null : migrated.from
    return {
      db,
      created,
      unclean,
      migrated_from,
      backup: migrated.backup,
      mended: mendedBefore(db),
      restored,
    }
  } catch (error) {
    db.close()
    throw error
  }
}

/** A second connection, that cannot write, to a database that is open for writing already. Its reads see whole commits only. */
export function openReader(file: string): DatabaseSync {
  return new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS })
}

/** Marks the end as clean and leaves one file behind. `damaged`: the next start is to check it all the same. */
export function closeDatabase(db: DatabaseSync, damaged = false): void {
  if (!damaged) {
    writeState(db, 'clean_end', 'yes')
    removeState(db, 'damage')
  }
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  db.close()
}

function setInOrder(file: string, now: number, newest: number, refuse: () => void): Restored | null {
  removeParts(file)
  finishReplacement(file)
  return restoreIfAsked(file, now, newest, refuse)
}

/** SQLite makes a database of an empty file, too: what a crash at the very first start leaves. */
function isNew(file: string): boolean {
  return file === ':memory:' || !existsSync(file) || statSync(file).size === 0
}

/**
 * Looks through a connection that cannot write: opening for writing alone may already change the file. Where there is no
 * write-ahead log, not even the log's empty files are made.
 */
function refuseForeign(file: string, newest: number): void {
  const options = { readOnly: true, timeout: BUSY_TIMEOUT_MS }
  const db = existsSync(`${file}-wal`) ? new DatabaseSync(file, options) : openUntouched(file)
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

/** Table by table, their indexes included: a search index is large, and made anew from the messages when it is damaged. */
function quickCheck(db: DatabaseSync): void {
  const tables = db
    .prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
    .all()
  for (const { name } of tables) {
    const found = db
      .prepare(`PRAGMA quick_check(${quoted(String(name))})`)
      .all()
      .map((row) => String(row['quick_check']))
    if (found[0] !== 'ok') throw new StoreError('corrupt', undefined, found.slice(0, 5).join('; '))
  }
}
