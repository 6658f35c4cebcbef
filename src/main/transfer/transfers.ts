import { randomUUID } from 'node:crypto'
import type { Clock } from '../lib/clock.ts'
import { within } from '../lib/within.ts'
import type { WriteLog } from '../ports.ts'
import type { SessionId } from '../../shared/ids.ts'
import type { ModelRef, Session } from '../../shared/session.ts'
import type { ChatFormat, TransferState } from '../../shared/transfer.ts'
import type { ChatTransfer } from '../store/chat-transfer.ts'
import { exportChats } from './export-chats.ts'
import { importChats } from './import-chats.ts'
import { cancelledWords, exportedWords, failedWords, importedWords } from './outcome-words.ts'
import { TransferCancelled, TransferFault } from './transfer-fault.ts'

/** Windows hear of progress so often. */
const TELL_EVERY_MS = 100
/** Quitting waits no longer for a disk that hangs. */
const DISPOSE_MS = 500
const BUSY = 'Another export, import or backup is under way. Wait until it is done, or cancel it.'

export interface TransferParts {
  chats: ChatTransfer
  clock: Clock
  writeLog: WriteLog
  /** A model's name for people. */
  modelName: (model: ModelRef) => string
  onChanged: (state: TransferState) => void
  /** Chats that came from a file. */
  onImported: (sessions: Session[]) => void
}

interface Job {
  kind: TransferState['kind']
  unit: TransferState['unit']
  path: string | null
  /** Does it; resolves with the sentence that tells what came of it. */
  work: (signal: AbortSignal, progress: (done: number, total: number) => void) => Promise<string>
}

interface Running {
  controller: AbortController
  over: Promise<void>
}

/** Exports, imports and backups: one at a time, told of while it runs and when it is over, called off at any moment. */
export class Transfers {
  #parts: TransferParts
  #state: TransferState | null = null
  #running: Running | null = null
  #leaving = false

  constructor(parts: TransferParts) {
    this.#parts = parts
  }

  /** The one that runs, or the last one; null before the first. */
  get state(): TransferState | null {
    return this.#state
  }

  /** Why nothing can be begun now; null when something can. */
  refusal(): { refused: string } | null {
    return this.#running || this.#leaving ? { refused: BUSY } : null
  }

  export(session_ids: readonly SessionId[] | null, format: ChatFormat, path: string) {
    const { chats, modelName } = this.#parts
    const work: Job['work'] = async (signal, onProgress) => {
      const job = { source: chats, session_ids, format, path, modelName, signal, onProgress }
      return exportedWords(await exportChats(job), path)
    }
    return this.#begin({ kind: 'export', unit: 'chats', path, work })
  }

  import(path: string) {
    const { chats, clock, onImported } = this.#parts
    const work: Job['work'] = async (signal, onProgress) => {
      const job = { store: chats, path, staged_at: clock.wallTime(), signal, onProgress }
      const { sessions, counts } = await importChats({ ...job, takeBack: () => !this.#leaving })
      onImported(sessions)
      return importedWords(counts)
    }
    return this.#begin({ kind: 'import', unit: 'bytes', path, work })
  }

  /** `make`: the store's own; it rejects when it is called off. */
  backup(make: (progress: (done: number, total: number) => void, signal: AbortSignal) => Promise<unknown>) {
    const work: Job['work'] = async (signal, progress) => {
      await make(progress, signal)
      return 'The backup is made.'
    }
    return this.#begin({ kind: 'backup', unit: 'pages', path: null, work })
  }

  cancel(transfer_id: string): void {
    if (this.#state?.transfer_id === transfer_id) this.#running?.controller.abort()
  }

  /** Calls off what runs and resolves when it let go of the disk and the store, but for a disk that hangs. */
  async dispose(): Promise<void> {
    this.#leaving = true
    this.#running?.controller.abort()
    const over = this.#running?.over
    if (over) await within(this.#parts.clock, DISPOSE_MS, over)
  }

  #begin(job: Job): { transfer_id: string } | { refused: string } {
    const refusal = this.refusal()
    if (refusal) return refusal
    const transfer_id = randomUUID()
    const controller = new AbortController()
    this.#running = { controller, over: this.#run(job, transfer_id, controller.signal) }
    return { transfer_id }
  }

  async #run({ kind, unit, path, work }: Job, transfer_id: string, signal: AbortSignal): Promise<void> {
    const { clock, writeLog } = this.#parts
    const from = clock.now()
    let told = Number.NEGATIVE_INFINITY
    const tell = (change: Partial<TransferState>): void => {
      const before = this.#state
      if (!before) return
      this.#state = { ...before, elapsed_ms: Math.round(clock.now() - from), ...change }
      this.#parts.onChanged(this.#state)
    }
    let latest: Pick<TransferState, 'done' | 'total'> = { done: 0, total: 0 }
    const progress = (done: number, total: number): void => {
      latest = { done, total }
      if (clock.now() - told < TELL_EVERY_MS) return
      told = clock.now()
      tell(latest)
    }
    const count = { done: 0, total: 0, unit, elapsed_ms: 0 }
    this.#state = { transfer_id, kind, ...count, state: 'running', outcome: null, path }
    writeLog({ event: 'transfer_start', kind })
    tell({})
    const end = await ended(kind, () => work(signal, progress), signal)
    this.#running = null
    const ms = Math.round(clock.now() - from)
    writeLog({ event: 'transfer_end', kind, how: end.state, ms, ...(end.detail && { detail: end.detail }) })
    tell({ ...latest, state: end.state, outcome: end.outcome })
  }
}

interface End {
  state: 'done' | 'failed' | 'cancelled'
  outcome: string
  /** What the database or the system said, for the log; never a name of a file or a chat. */
  detail?: string
}

async function ended(
  kind: TransferState['kind'],
  work: () => Promise<string>,
  signal: AbortSignal,
): Promise<End> {
  try {
    return { state: 'done', outcome: await work() }
  } catch (error) {
    if (error instanceof TransferCancelled || (kind === 'backup' && signal.aborted)) {
      return { state: 'cancelled', outcome: cancelledWords(kind) }
    }
    if (error instanceof TransferFault) return { state: 'failed', outcome: failedWords(kind, error.message) }
    return { state: 'failed', ...unforeseen(kind, error) }
  }
}

/** The store's own refusals are sentences; anything else is a bug, which is logged and must not leave the transfer running. */
function unforeseen(kind: TransferState['kind'], error: unknown): Pick<End, 'outcome' | 'detail'> {
  const isStore = error instanceof Error && error.name === 'StoreError'
  const said = isStore ? error.message : 'Something went wrong inside Sluice.'
  const detail = isStore && 'detail' in error ? String(error.detail) : String(error)
  return { outcome: failedWords(kind, said), detail }
}
