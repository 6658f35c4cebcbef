import type { MessagePort } from 'node:worker_threads'
import type { BackupJob } from './backup-job.ts'
import { makeBackup } from './backup-job.ts'
import { storeErrorOf } from '../store-error.ts'
import type { StoreFailure } from '../store-protocol.ts'

/** What a worker is given instead of being asked: it makes one backup and ends. */
export interface BackupThreadData {
  backup_job: BackupJob
}

export type BackupNews =
  | { type: 'progress'; done: number; total: number }
  | { type: 'made'; path: string }
  | { type: 'failed'; error: StoreFailure }

/** Told at most so often; the copy goes on between. */
const NEWS_EVERY_MS = 50

export function isBackupThread(data: unknown): data is BackupThreadData {
  return typeof data === 'object' && data !== null && 'backup_job' in data
}

export async function runBackupThread({ backup_job }: BackupThreadData, port: MessagePort): Promise<void> {
  const tell = (news: BackupNews): void => port.postMessage(news)
  let told = -Infinity
  try {
    const path = await makeBackup(backup_job, (done, total) => {
      if (done < total && performance.now() - told < NEWS_EVERY_MS) return
      told = performance.now()
      tell({ type: 'progress', done, total })
    })
    tell({ type: 'made', path })
  } catch (error) {
    const { kind, message, detail, errcode } = storeErrorOf(error)
    tell({ type: 'failed', error: { kind, message, detail, errcode } })
  }
}
