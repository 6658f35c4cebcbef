import { rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { BackupInfo } from '../../../shared/backup.ts'
import { companionsOf, timeOf } from '../durable-files.ts'

export type BackupKind = BackupInfo['kind']

/** How the files are called behind `sluice.db.`, and how many of each are kept. */
export const KINDS: Readonly<Record<BackupKind, { prefix: string; keep: number }>> = {
  daily: { prefix: 'daily-', keep: 7 },
  migration: { prefix: 'backup-', keep: 3 },
  restore: { prefix: 'restore-', keep: 3 },
}

const NAME = /^(daily|backup|restore)-([\dTZ-]{24})(-v\d+)?$/

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
  for (const { name } of [...(past ?? []), ...(future ?? [])].slice(KINDS[kind].keep)) {
    rmSync(join(dirname(file), name), { force: true })
  }
}

function infoOf(file: string, name: string): BackupInfo | null {
  const [, word, stamp = ''] = NAME.exec(name.slice(basename(file).length + 1)) ?? []
  const created_at = timeOf(stamp)
  const size = statSync(join(dirname(file), name), { throwIfNoEntry: false })?.size
  if (word === undefined || created_at === null || size === undefined) return null
  return {
    name,
    kind: word === 'backup' ? 'migration' : (word as 'daily' | 'restore'),
    created_at,
    bytes: size,
  }
}
