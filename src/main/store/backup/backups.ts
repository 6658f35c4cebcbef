import { basename } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { BackupInfo } from '../../../shared/backup.ts'
import type { Clock, Undo } from '../../lib/clock.ts'
import { within } from '../../lib/within.ts'
import type { WriteLog } from '../../ports.ts'
import type { BackupKind } from './backup-files.ts'
import { backupsOf, KINDS } from './backup-files.ts'
import type { BackupProgress } from './backup-job.ts'
import type { BackupNews, BackupThreadData } from './backup-thread.ts'
import { removeParts } from '../durable-files.ts'
import { requestRestore } from './restore-request.ts'
import { StoreError, storeErrorOf } from '../store-error.ts'

export interface BackupsOptions {
  /** A path, or ':memory:', of which there are no backups. */
  file: string
  worker: URL
  clock: Clock
  writeLog: WriteLog
}

/** After the start, when the window is there. */
const FIRST_LOOK_MS = 60_000
const LOOK_EVERY_MS = 60 * 60 * 1_000
const DAY_MS = 24 * LOOK_EVERY_MS

/** Copies of all chats beside the database: one a day by itself, others when they are asked for. Each in a thread of its own. */
export class Backups {
  #options: BackupsOptions
  #cancelTimer: Undo | null = null
  /** The copy being made; the next one waits for it. */
  #making: Promise<unknown> = Promise.resolve()
  #leaving = new AbortController()

  constructor(options: BackupsOptions) {
    this.#options = options
  }

  /** Begins to look once an hour whether a backup is due. */
  start(): void {
    if (this.#options.file !== ':memory:') this.#lookIn(FIRST_LOOK_MS)
  }

  /** The newest first. */
  async list(): Promise<BackupInfo[]> {
    const { file } = this.#options
    return file === ':memory:' ? [] : refusing(() => backupsOf(file))
  }

  /** What a person asked for. Resolves when the copy is complete and checked. Rejects with a StoreError; nothing is left of it then. */
  make(onProgress: BackupProgress = () => {}, signal?: AbortSignal): Promise<BackupInfo> {
    return this.#inTurn('asked', onProgress, signal)
  }

  #inTurn(kind: BackupKind, onProgress: BackupProgress, signal?: AbortSignal): Promise<BackupInfo> {
    const either = AbortSignal.any([this.#leaving.signal, ...(signal ? [signal] : [])])
    const making = this.#making.then(() => this.#make(kind, onProgress, either))
    this.#making = making.catch(() => {})
    return making
  }

  /** The next start puts a copy of this backup in the place of the chats, which are kept as a backup of their own. */
  async requestRestore(name: string): Promise<void> {
    refusing(() => requestRestore(this.#options.file, name))
  }

  /** Ends a copy under way; what was made of it is removed. Waits at most `limit_ms` for a thread inside a hanging disk call. */
  async dispose(limit_ms: number): Promise<void> {
    this.#cancelTimer?.()
    this.#cancelTimer = null
    this.#leaving.abort()
    await within(this.#options.clock, limit_ms, this.#making)
  }

  #lookIn(ms: number): void {
    if (this.#leaving.signal.aborted) return
    this.#cancelTimer = this.#options.clock.after(ms, () => void this.#look())
  }

  async #look(): Promise<void> {
    const { file, clock, writeLog } = this.#options
    this.#lookIn(LOOK_EVERY_MS)
    try {
      await this.#making
      if (isDue(backupsOf(file), clock.wallTime())) await this.#inTurn('daily', () => {})
    } catch (error) {
      const { kind, detail } = storeErrorOf(error)
      if (kind !== 'cancelled') writeLog({ event: 'backup_failed', kind, detail })
    }
  }

  async #make(kind: BackupKind, onProgress: BackupProgress, signal: AbortSignal): Promise<BackupInfo> {
    const { file, clock, writeLog } = this.#options
    if (file === ':memory:')
      throw new StoreError('missing', 'These chats are not kept, so there is nothing to copy.')
    if (signal.aborted) throw new StoreError('cancelled')
    const from = clock.now()
    const path = await this.#inThread(kind, onProgress, signal)
    const made = backupsOf(file).find(({ name }) => name === basename(path))
    if (!made) throw new StoreError('missing', 'The backup was removed by another program.')
    writeLog({ event: 'backup_made', bytes: made.bytes, ms: Math.round(clock.now() - from) })
    return made
  }

  async #inThread(kind: BackupKind, onProgress: BackupProgress, signal: AbortSignal): Promise<string> {
    const { file, clock } = this.#options
    const workerData: BackupThreadData = { backup_job: { file, kind, now: clock.wallTime() } }
    const worker = new Worker(this.#options.worker, { name: 'backup', workerData })
    const exited = new Promise<void>((resolve) => void worker.once('exit', () => resolve()))
    const made = Promise.withResolvers<string>()
    worker.on('message', (news: BackupNews) => {
      if (news.type === 'progress') return onProgress(news.done, news.total)
      if (news.type === 'made') return made.resolve(news.path)
      const { kind, message, detail, errcode } = news.error
      made.reject(new StoreError(kind, message, detail, errcode))
    })
    worker.on('error', (error) => made.reject(storeErrorOf(error)))
    void exited.then(() => made.reject(new StoreError('closed', 'The backup was cut off.')))
    const cancel = (): void => {
      worker.unref()
      made.reject(new StoreError('cancelled'))
    }
    signal.addEventListener('abort', cancel)
    try {
      return await made.promise
    } finally {
      signal.removeEventListener('abort', cancel)
      await worker.terminate()
      await exited
      removeParts(file, KINDS[kind].prefix)
    }
  }
}

/** A copy from the future is of a clock that was wrong: it neither counts as today's nor stops the next ones. */
export function isDue(backups: readonly BackupInfo[], now: number): boolean {
  return !backups.some(({ kind, created_at }) => kind === 'daily' && Math.abs(now - created_at) < DAY_MS)
}

function refusing<Result>(run: () => Result): Result {
  try {
    return run()
  } catch (error) {
    throw storeErrorOf(error)
  }
}
