import { readdirSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import type { BackupInfo } from '../../shared/backup.ts'

/** TEMPORARY, until the store has its own (`store.backups`): lists and makes copies; a restore is only noted beside them. */
export function temporaryBackups(file: string) {
  const folder = dirname(file)
  const prefix = `${basename(file)}.daily-`
  const info = (name: string): BackupInfo => {
    const { size, mtimeMs } = statSync(join(folder, name))
    return { name, kind: 'daily', created_at: Math.round(mtimeMs), bytes: size }
  }
  return {
    list: async (): Promise<BackupInfo[]> =>
      readdirSync(folder)
        .filter((name) => name.startsWith(prefix) && !name.endsWith('.part'))
        .toSorted()
        .toReversed()
        .map(info),
    make: async (
      onProgress: (done: number, total: number) => void = () => {},
      signal?: AbortSignal,
    ): Promise<BackupInfo> => {
      const name = `${prefix}${new Date().toISOString().replaceAll(/[:.]/g, '-')}`
      const db = new DatabaseSync(file, { readOnly: true })
      try {
        await backup(db, join(folder, `${name}.part`), {
          progress: ({ totalPages, remainingPages }) => {
            if (signal?.aborted) throw new Error('cancelled')
            onProgress(totalPages - remainingPages, totalPages)
          },
        })
      } finally {
        db.close()
      }
      renameSync(join(folder, `${name}.part`), join(folder, name))
      return info(name)
    },
    requestRestore: async (name: string): Promise<void> => {
      writeFileSync(join(folder, 'restore-requested'), name)
    },
  }
}
