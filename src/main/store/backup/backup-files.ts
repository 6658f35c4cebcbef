import { rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { BackupInfo } from '../../../shared/backup.ts'
import { companionsOf, timeOf } from '../durable-files.ts'

export type BackupKind = BackupInfo['kind']

interface KindRule {
  /** How the files are called behind `sluice.db.`. */
  prefix: string
  /** How many are kept; of each kind, so that no click pushes out the copy of last week. */
  keep: number
  /** And those that are younger, however many. */
  keep_ms: number
}

const WEEK_MS = 7 * 24 * 60 * 60 * 1_000

export const KINDS: Readonly<Record<BackupKind, KindRule>> = {
  daily: { prefix: 'daily-', keep: 7, keep_ms: 0 },
  asked: { prefix: 'asked-', keep: 7, keep_ms: 0 },
  migration: { prefix: 'backup-', keep: 3, keep_ms: 0 },
  // Whoever looks into one backup after the other can always come back to where they began.
  restore: { prefix: 'restore-', keep: 3, keep_ms: WEEK_MS },
}

const NAME = /^(daily|asked|backup|restore)-([\dTZ-]{24})(-v\d+)?$/

/** What a file is called that will be a backup of this kind, up to its stamp. */
export function backupPrefix(file: string, kind: BackupKind): string {
  return `${file}.${KINDS[kind].prefix}`
}

/** Every backup beside `file`, the newest first. */
export function backupsOf(file: string): BackupInfo[] {
  const backups = companionsOf(file).flatMap((name) => infoOf(file, name) ?? [])
  return backups.toSorted((a, b) => b.created_at - a.created_at)
}

/** Removes the oldest of a kind. A name from the future is of a clock that was wrong then: it is older than all others. */
export function prune(file: string, kind: BackupKind, now: number): void {
  const all = backupsOf(file).filter((backup) => backup.kind === kind)
  const [future, past] = [true, false].map((is) => all.filter((backup) => backup.created_at > now === is))
  const { keep, keep_ms } = KINDS[kind]
  for (const { name, created_at } of [...(past ?? []), ...(future ?? [])].slice(keep)) {
    if (Math.abs(now - created_at) >= keep_ms) rmSync(join(dirname(file), name), { force: true })
  }
}

function infoOf(file: string, name: string): BackupInfo | null {
  const [, word, stamp = ''] = NAME.exec(name.slice(basename(file).length + 1)) ?? []
  const created_at = timeOf(stamp)
  const size = statSync(join(dirname(file), name), { throwIfNoEntry: false })?.size
  if (word === undefined || created_at === null || size === undefined) return null
  return {
    name,
    kind: word === 'backup' ? 'migration' : (word as 'daily' | 'asked' | 'restore'),
    created_at,
    bytes: size,
  }
}
