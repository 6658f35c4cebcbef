import { backup } from 'node:sqlite'
import type { DatabaseSync } from 'node:sqlite'
import { backupPrefix, prune } from '../backup/backup-files.ts'
import { freeName, partOf, publish, removeDatabase } from '../durable-files.ts'
import { inTransaction } from '../transaction.ts'
import type { Migration } from './migrations.ts'

/** "Slce" in ASCII: tells Sluice's databases from other people's. */
export const APPLICATION_ID = 0x536c6365

export interface Migrated {
  /** The version found; null when there was nothing to migrate, 0 when the database is new. */
  from: number | null
  /** Where the database as it was before lies; null when it was new or nothing was migrated. */
  backup: string | null
}

export function schemaVersion(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.['user_version'])
}

export function applicationId(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA application_id').get()?.['application_id'])
}

/** Brings the schema up, each step in a transaction of its own; copies an existing database aside first. */
export async function migrate(
  db: DatabaseSync,
  file: string,
  migrations: readonly Migration[],
  now: number,
): Promise<Migrated> {
  const from = schemaVersion(db)
  if (from >= migrations.length) return { from: null, backup: null }
  const copy = from === 0 ? null : await backUp(db, file, from, now)
  applySteps(db, migrations, from)
  return { from, backup: copy }
}

/** The steps from version `from` on. */
export function applySteps(db: DatabaseSync, migrations: readonly Migration[], from: number): void {
  for (const [index, step] of migrations.entries()) {
    if (index < from) continue
    inTransaction(db, () => {
      if (typeof step === 'string') db.exec(step)
      else step(db)
      db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${index + 1}`)
    })
  }
}

/** The name sorts by time. Written under another name first: a half-made copy is never taken for a backup. */
async function backUp(db: DatabaseSync, file: string, version: number, now: number): Promise<string> {
  const target = `${freeName(backupPrefix(file, 'migration'), now)}-v${version}`
  const part = partOf(target)
  try {
    await backup(db, part)
    publish(part, target)
  } catch (error) {
    removeDatabase(part)
    throw error
  }
  prune(file, 'migration', now)
  return target
}
