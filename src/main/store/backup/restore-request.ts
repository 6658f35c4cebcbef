import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { backupPrefix, backupsOf, prune } from './backup-files.ts'
import { checkBackup } from './check-backup.ts'
import { isDamage } from '../damage.ts'
import { freeName, partOf, publish, removeDatabase } from '../durable-files.ts'
import { replaceDatabase, restoreRequestOf } from './replacement.ts'
import type { StoreErrorKind } from '../store-error.ts'
import { StoreError, storeErrorOf } from '../store-error.ts'
import { removeState, writeState } from '../tables/key-value-table.ts'

/** What became of the wish to have a backup back. */
export interface Restored {
  backup: string
  /** Milliseconds since 1970; null when it was gone. */
  backup_at: number | null
  /** null: it is the database now. Else nothing was changed. */
  refused: StoreErrorKind | null
  /** The same as a sentence. */
  why: string | null
}

const BUSY_TIMEOUT_MS = 5_000

/** Leaves the wish for the next start; the last one counts. Throws when there is no such backup. */
export function requestRestore(file: string, name: string): void {
  if (!backupsOf(file).some((backup) => backup.name === name)) {
    throw new StoreError('missing', 'This backup does not exist any more.')
  }
  const request = restoreRequestOf(file)
  writeFileSync(partOf(request), name)
  publish(partOf(request), request)
}

/**
 * Puts a copy of the backup asked for in the place of the database, which becomes a backup itself. null when nothing was
 * asked. `refuseOthers` throws when the present database is not ours to move.
 */
export function restoreIfAsked(
  file: string,
  now: number,
  newest: number,
  refuseOthers: () => void,
): Restored | null {
  const request = restoreRequestOf(file)
  if (!existsSync(request)) return null
  const backup = readFileSync(request, 'utf8')
  const part = partOf(`${file}.restore`)
  const aside = asideFor(file, now, refuseOthers)
  const found = backupsOf(file).find(({ name }) => name === backup)
  const backup_at = found?.created_at ?? null
  try {
    if (!found) throw new StoreError('missing')
    copyFileSync(join(dirname(file), found.name), part)
    checkBackup(part, newest)
    settle(part)
  } catch (error) {
    removeDatabase(part)
    rmSync(request, { force: true })
    const { kind, message } = storeErrorOf(error)
    return { backup, backup_at, refused: kind, why: message }
  }
  replaceDatabase(file, part, aside)
  prune(file, 'restore', now)
  return { backup, backup_at, refused: null, why: null }
}

/**
 * It was made while the app ran and is whole, so no end of it was out of order; what it says of a damage that was mended before
 * is long told. Leaves one file, whatever mode the backup has.
 */
function settle(part: string): void {
  const db = new DatabaseSync(part)
  try {
    db.exec('PRAGMA journal_mode = DELETE')
    removeState(db, 'damage')
    writeState(db, 'clean_end', 'yes')
  } finally {
    db.close()
  }
}

/** The present database in one file, so that it is a backup like others; a damaged one keeps all of its files. */
function asideFor(file: string, now: number, refuseOthers: () => void): string {
  const backup = freeName(backupPrefix(file, 'restore'), now)
  if (!existsSync(file)) return backup
  try {
    refuseOthers()
    const db = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS })
    try {
      const [state] = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all()
      if (state?.['busy'] !== 0) throw new StoreError('busy')
    } finally {
      db.close()
    }
    return backup
  } catch (error) {
    if (!isDamage(error)) throw error
    return freeName(`${file}.damaged-`, now)
  }
}
