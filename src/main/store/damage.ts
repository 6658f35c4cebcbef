import { closeSync, copyFileSync, existsSync, openSync, readSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import type { BackupInfo } from '../../shared/backup.ts'
import type { Damage } from '../../shared/recovery.ts'
import { backupsOf } from './backup/backup-files.ts'
import { checkBackup, openUntouched } from './backup/check-backup.ts'
import { freeName, partOf, removeDatabase } from './durable-files.ts'
import { APPLICATION_ID, applySteps, schemaVersion } from './migrations/migrate.ts'
import type { Migration } from './migrations/migrations.ts'
import { replaceDatabase } from './backup/replacement.ts'
import type { Salvaged } from './salvage/salvage.ts'
import { salvage } from './salvage/salvage.ts'
import { withFirstPageOf } from './salvage/salvage-first-page.ts'
import { throwUnlessDamage } from './salvage/salvage-read.ts'
import type { StoreErrorKind } from './store-error.ts'
import { StoreError, storeErrorOf } from './store-error.ts'
import { readState, writeState } from './tables/key-value-table.ts'

/** What was done about a damaged database. */
export interface Mended {
  damage: Damage
  /** null when nothing of it could be read. */
  salvaged: Salvaged | null
}

export interface Mending {
  file: string
  now: number
  migrations: readonly Migration[]
}

/** A backup that holds more takes the place of what could be read only when that is less than this. */
const BACKUP_BELOW_PERCENT = 50
const BUSY_TIMEOUT_MS = 5_000

/** Whether mending can help. Another program's database, a lock, a full or a protected disk are no damage. */
export function isDamage(error: unknown): boolean {
  const { kind, errcode } = storeErrorOf(error)
  return kind === 'corrupt' || (kind === 'not_a_database' && errcode !== null)
}

/**
 * Puts a new database in the place of a damaged one: of all that can be read of it, else a copy of the newest backup, else
 * an empty one. The damaged files are kept. Throws when the file is not ours to touch, or the disk has no room.
 */
export function mendDatabase({ file, now, migrations }: Mending): void {
  refuseOthers(file, migrations.length)
  const aside = freeName(`${file}.damaged-`, now)
  const part = partOf(`${file}.salvage`)
  try {
    const salvaged = trySalvage(part, file, migrations)
    const mended = { salvaged, damage: decide({ file, part, migrations, salvaged, aside: basename(aside) }) }
    note(part, mended)
    replaceDatabase(file, part, aside)
  } catch (error) {
    removeDatabase(part)
    const { kind, detail, errcode } = storeErrorOf(error)
    if (kind !== 'full') throw error
    throw new StoreError(kind, NO_ROOM, detail, errcode)
  }
}

const NO_ROOM =
  'The chat database is damaged, and the disk has no room to save what can be read of it. Make room and start Sluice again; nothing was changed.'

/** Stays in the database until an end in order, so that a crash right after it does not keep it from the person. */
export function mendedBefore(db: DatabaseSync): Mended | null {
  const noted = readState(db, 'damage')
  return noted === null ? null : (JSON.parse(noted) as Mended)
}

interface Decision {
  file: string
  part: string
  migrations: readonly Migration[]
  salvaged: Salvaged | null
  aside: string
}

/** Leaves in `part` what the answer says. */
function decide({ file, part, migrations, salvaged, aside }: Decision): Damage {
  const saved_percent = salvaged ? percent(salvaged) : 0
  const little = !salvaged || saved_percent < BACKUP_BELOW_PERCENT
  const backup = little ? bestBackup(file, migrations.length, salvaged?.messages ?? -1) : null
  if (backup) {
    removeDatabase(part)
    copyFileSync(join(dirname(file), backup.name), part)
    return { how: 'restored', backup_at: backup.created_at, aside }
  }
  if (salvaged) return { how: 'salvaged', saved_percent, aside }
  removeDatabase(part)
  emptyDatabase(part, migrations).close()
  return { how: 'started_new', aside }
}

/** Rounded down to a tenth: 100 means all. */
function percent({ rows_saved, rows_expected }: Salvaged): number {
  return rows_expected === 0 ? 100 : Math.floor((1_000 * rows_saved) / rows_expected) / 10
}

/** The newest that is whole and holds more messages; what somebody replaced by a backup comes last. */
function bestBackup(file: string, newest: number, messages: number): BackupInfo | null {
  const backups = backupsOf(file).toSorted(
    (a, b) => Number(a.kind === 'restore') - Number(b.kind === 'restore'),
  )
  const good = backups.find(({ name }) => {
    const path = join(dirname(file), name)
    try {
      checkBackup(path, newest)
      return countMessages(path) > messages
    } catch {
      return false
    }
  })
  return good ?? null
}

function countMessages(file: string): number {
  const db = openUntouched(file)
  try {
    return Number(db.prepare('SELECT count(*) AS messages FROM message').get()?.['messages'])
  } finally {
    db.close()
  }
}

/** A fault of the salvage itself must not keep anybody from a backup; what it did not find is in the file kept aside. */
function trySalvage(part: string, file: string, migrations: readonly Migration[]): Salvaged | null {
  try {
    return salvageInto(part, file, migrations)
  } catch (error) {
    const { kind } = storeErrorOf(error)
    if (ABOUT_THE_DISK.has(kind)) throw error
    return null
  }
}

const ABOUT_THE_DISK: ReadonlySet<StoreErrorKind> = new Set(['full', 'readonly', 'unopenable', 'busy', 'io'])

/** Null when nothing could be read; `part` is then of no use. */
function salvageInto(part: string, file: string, migrations: readonly Migration[]): Salvaged | null {
  const salvaged = salvageFrom(file, part, migrations)
  if (salvaged) return salvaged
  // The first page says where everything lies. Another one of the same database says so, too.
  const donors = backupsOf(file).map(({ name }) => join(dirname(file), name))
  const fresh = partOf(`${file}.fresh`)
  removeDatabase(fresh)
  emptyDatabase(fresh, migrations).close()
  const copy = partOf(`${file}.copy`)
  try {
    for (const donor of [...donors, fresh]) {
      removeDatabase(copy)
      if (!withFirstPageOf(donor, file, copy)) continue
      const found = salvageFrom(copy, part, migrations)
      if (found && found.messages > 0) return found
    }
    return null
  } finally {
    removeDatabase(copy)
    removeDatabase(fresh)
  }
}

function salvageFrom(file: string, part: string, migrations: readonly Migration[]): Salvaged | null {
  removeDatabase(part)
  const source = openDamaged(file)
  try {
    const version = versionOf(source)
    if (version === null) return null
    const steps = version > 0 && version < migrations.length ? migrations.slice(0, version) : migrations
    const target = emptyDatabase(part, steps)
    try {
      const found = salvage({ file, source, target })
      const [check] = target.prepare('PRAGMA quick_check(1)').all()
      if (check?.['quick_check'] !== 'ok')
        throw new StoreError('other', undefined, 'the salvaged one is damaged')
      return found.rows_saved > 0 ? found : null
    } finally {
      target.close()
    }
  } finally {
    source.close()
  }
}

/** Reads what it can: an incomplete file and a description of a table that makes no sense are no reason to refuse all. */
function openDamaged(file: string): DatabaseSync {
  const address = existsSync(`${file}-wal`) ? file : new URL('?immutable=1', pathToFileURL(file))
  const db = new DatabaseSync(address, { readOnly: true, defensive: false, timeout: BUSY_TIMEOUT_MS })
  db.exec('PRAGMA writable_schema = ON; PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF')
  return db
}

function versionOf(db: DatabaseSync): number | null {
  try {
    return schemaVersion(db)
  } catch (error) {
    throwUnlessDamage(error)
    return null
  }
}

/** Fast and not safe against a crash, which `replaceDatabase` makes good: what is not complete is thrown away. */
function emptyDatabase(file: string, migrations: readonly Migration[]): DatabaseSync {
  const db = new DatabaseSync(file, { enableForeignKeyConstraints: false })
  db.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF')
  applySteps(db, migrations, 0)
  return db
}

function note(part: string, mended: Mended): void {
  const db = new DatabaseSync(part)
  try {
    // A copy of a backup is in WAL mode; it is to be one file.
    db.exec('PRAGMA journal_mode = DELETE')
    writeState(db, 'damage', JSON.stringify(mended))
  } finally {
    db.close()
  }
}

const PAGE_BYTES = 4_096

/** https://sqlite.org/fileformat2.html#the_database_header: SQLite itself may refuse to look into a damaged file. */
function refuseOthers(file: string, newest: number): void {
  const head = firstBytes(file, 100)
  const is_database =
    head.length === 100 &&
    head.toString('latin1', 0, 16) === 'SQLite format 3\0' &&
    head.subarray(21, 24).equals(Buffer.from([64, 32, 32])) &&
    head.readUInt32BE(56) <= 3
  if (!is_database) return
  const application_id = head.readUInt32BE(68)
  const version = head.readUInt32BE(60)
  // Ours gets its mark with its second page.
  if (application_id !== APPLICATION_ID && statSync(file).size > PAGE_BYTES) {
    throw new StoreError('not_a_database', undefined, `application_id is ${application_id}`)
  }
  if (application_id === APPLICATION_ID && version > newest) {
    throw new StoreError('newer_schema', undefined, `user_version is ${version}, this app knows ${newest}`)
  }
}

function firstBytes(file: string, count: number): Buffer {
  const head = Buffer.alloc(count)
  const handle = openSync(file, 'r')
  try {
    return head.subarray(0, readSync(handle, head, 0, count, 0))
  } finally {
    closeSync(handle)
  }
}
