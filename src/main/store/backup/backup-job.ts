import { dirname } from 'node:path'
import { statfs } from 'node:fs/promises'
import { statSync } from 'node:fs'
import { backup, DatabaseSync } from 'node:sqlite'
import type { BackupKind } from './backup-files.ts'
import { backupPrefix, prune } from './backup-files.ts'
import { checkBackup } from './check-backup.ts'
import { freeName, partOf, publish, removeDatabase } from '../durable-files.ts'
import { MIGRATIONS } from '../migrations/migrations.ts'
import { StoreError } from '../store-error.ts'

export interface BackupJob {
  file: string
  kind: BackupKind
  now: number
}

export type BackupProgress = (done: number, total: number) => void

/** Pages of 4 KiB in one step: the disk is never held up for long. */
const PAGES_A_STEP = 64
const BUSY_TIMEOUT_MS = 5_000
/** Left for the answers. */
const SPARE_BYTES = 64 * 1024 * 1024

/**
 * Copies the database as it is at this moment, however much is written meanwhile, checks the copy and only then gives it its
 * name. Returns the path. The oldest of its kind beyond seven are removed.
 */
export async function makeBackup(
  { file, kind, now }: BackupJob,
  onProgress: BackupProgress,
): Promise<string> {
  await refuseWithoutRoom(file)
  const target = freeName(backupPrefix(file, kind), now)
  const part = partOf(target)
  try {
    await copySnapshot(file, part, onProgress)
    checkBackup(part, MIGRATIONS.length)
    publish(part, target)
  } catch (error) {
    removeDatabase(part)
    throw error
  }
  prune(file, kind, now)
  return target
}

async function copySnapshot(file: string, part: string, onProgress: BackupProgress): Promise<void> {
  const db = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS })
  try {
    // Reading from here on what is there now: without it every write of another connection would begin the copy anew.
    db.exec('BEGIN; SELECT count(*) FROM sqlite_schema')
    const pages = await backup(db, part, {
      rate: PAGES_A_STEP,
      progress: ({ totalPages, remainingPages }) => onProgress(totalPages - remainingPages, totalPages),
    })
    onProgress(pages, pages)
  } finally {
    db.close()
  }
}

/** A backup must not take the room that answers need. */
async function refuseWithoutRoom(file: string): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(file))
  if (bavail * bsize < statSync(file).size + SPARE_BYTES) {
    throw new StoreError('full', 'The disk has no room for a backup.')
  }
}
