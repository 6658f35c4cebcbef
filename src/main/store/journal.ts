import type { Clock, Undo } from '../lib/clock.ts'
import type { ClosedStream, Journal, Opening, SavedOpening, WriteLog } from '../ports.ts'
import type { SessionId, StreamId } from '../../shared/ids.ts'
import { textOf, titleFromPrompt } from '../../shared/session.ts'
import type { TokenEvent } from '../../shared/stream-event.ts'
import { addToken } from './chunk-rows.ts'
import type { ChunkRow } from './chunk-rows.ts'
import type { Sessions } from './sessions.ts'
import type { StoreClient } from './store-client.ts'
import { storeErrorOf } from './store-error.ts'

/** Measured: at 1,000 tokens/s a crash loses at most 114 ms of text, and main's event loop does not feel it. */
const BATCH_MS = 100
/** After the disk refused a batch. */
const RETRY_MS = 1_000
const COMMITS_KEPT = 10_000
/** How many refused openings are remembered; all but the newest are tried again soon or never. */
const REFUSED_KEPT = 100

export interface JournalDependencies {
  client: StoreClient
  sessions: Sessions
  clock: Clock
  writeLog: WriteLog
}

/**
 * The journal on disk. Text waits in the open batch like letters in a post box: emptied every 100 ms for all streams at
 * once, one bag on its way at a time, so that a crash loses at most the box and the bag, and never a letter from the middle.
 */
export class StoreJournal implements Journal {
  #deps: JournalDependencies
  /** The open batch: text not on its way to the disk. */
  #box = new Map<StreamId, ChunkRow[]>()
  /** Text of streams being closed: not sent, since the record under way holds all of it; kept in case that is refused. */
  #held = new Map<StreamId, ChunkRow[]>()
  #sending: Promise<void> | null = null
  #timer: Undo | null = null
  /** The 100 ms of the open batch are over, but the one before has not arrived yet. */
  #overdue = false
  #refusing = false
  #closed = false
  /** Openings the disk refused: a window that loads their chat meanwhile does not see them. */
  #refused = new Set<StreamId>()
  #committed = 0
  #commit_ms: number[] = []
  #commits = 0

  constructor(deps: JournalDependencies) {
    this.#deps = deps
  }

  async open(opening: Opening): Promise<SavedOpening> {
    const { session_id, stream_id, user_message, answer } = opening
    const settle = this.#deps.sessions.opening(session_id, answer.message_id)
    const title = user_message && titleFromPrompt(textOf(user_message))
    const now = this.#deps.clock.wallTime()
    try {
      const { session, commit_ms, ...saved } = await this.#deps.client.ask('stream:open', {
        ...opening,
        title,
        now,
      })
      this.#measured(commit_ms)
      settle(session)
      if (this.#refused.delete(stream_id)) this.#deps.sessions.loadedLate(session_id)
      return saved
    } catch (error) {
      settle(null)
      this.#isRefused(stream_id)
      throw error
    }
  }

  append(event: TokenEvent): void {
    if (this.#closed) return
    const rows = this.#box.get(event.stream_id) ?? []
    addToken(rows, event)
    this.#box.set(event.stream_id, rows)
    this.#arm(BATCH_MS)
  }

  async close(record: ClosedStream): Promise<void> {
    const { stream_id, session_id } = record
    this.#held.set(stream_id, [...(this.#held.get(stream_id) ?? []), ...(this.#box.get(stream_id) ?? [])])
    this.#box.delete(stream_id)
    try {
      const { outcome, commit_ms } = await this.#deps.client.ask('stream:close', record)
      this.#measured(commit_ms)
      this.#held.delete(stream_id)
      if (outcome === 'gone') this.#late('close', stream_id, session_id)
    } catch (error) {
      const rows = this.#held.get(stream_id) ?? []
      this.#held.delete(stream_id)
      this.#putBack(rows)
      this.#arm(RETRY_MS)
      throw error
    }
  }

  /** Sends the open batch now. Resolves when all text so far is on disk, or refused. */
  async flush(): Promise<void> {
    await this.#sending
    do {
      this.#send()
      await this.#sending
    } while (this.#box.size > 0 && !this.#refusing && !this.#closed)
  }

  /** Text that comes now or later is not saved any more. */
  dispose(): void {
    this.#closed = true
    this.#disarm()
    this.#box.clear()
  }

  /** How long the last 10,000 transactions took, in no particular order; milliseconds in the worker. */
  commits(): readonly number[] {
    return this.#commit_ms
  }

  /** Numbers of batches. Text appended now goes out with batch `sent + 1`; at most one is sent and not committed. */
  batches(): { sent: number; committed: number } {
    return { sent: this.#committed + (this.#sending ? 1 : 0), committed: this.#committed }
  }

  #arm(ms: number): void {
    if (!this.#closed && this.#box.size > 0) this.#timer ??= this.#deps.clock.after(ms, () => this.#due())
  }

  #disarm(): void {
    this.#timer?.()
    this.#timer = null
    this.#overdue = false
  }

  #due(): void {
    this.#timer = null
    if (this.#sending) this.#overdue = true
    else this.#send()
  }

  #send(): void {
    if (this.#sending || this.#box.size === 0) return
    this.#disarm()
    const batch = [...this.#box.values()].flat()
    this.#box.clear()
    this.#sending = this.#save(batch).finally(() => {
      this.#sending = null
      if (this.#refusing) {
        this.#disarm()
        this.#arm(RETRY_MS)
      } else if (this.#overdue) this.#send()
    })
  }

  /** Never rejects: what the disk refused goes with the next batch, and a running answer is told of nothing. */
  async #save(batch: ChunkRow[]): Promise<void> {
    try {
      const { refused, commit_ms } = await this.#deps.client.ask('stream:append', batch)
      this.#committed++
      this.#measured(commit_ms)
      for (const stream_id of refused) this.#late('append', stream_id)
      if (this.#refusing) this.#deps.writeLog({ event: 'journal_batch_saved' })
      this.#refusing = false
    } catch (error) {
      const { kind, detail } = storeErrorOf(error)
      if (!this.#refusing) this.#deps.writeLog({ event: 'journal_batch_failed', kind, detail })
      this.#refusing = true
      this.#putBack(batch)
      if (kind === 'closed') this.dispose()
    }
  }

  /** Before what came meanwhile, so that no later text is ever saved without the earlier one. */
  #putBack(rows: readonly ChunkRow[]): void {
    for (const [stream_id, old] of Map.groupBy(rows, (row) => row.stream_id)) {
      const place = this.#held.has(stream_id) ? this.#held : this.#box
      place.set(stream_id, [...old, ...(place.get(stream_id) ?? [])])
    }
  }

  #isRefused(stream_id: StreamId): void {
    this.#refused.add(stream_id)
    const [oldest] = this.#refused
    if (oldest && this.#refused.size > REFUSED_KEPT) this.#refused.delete(oldest)
  }

  #late(operation: 'append' | 'close', stream_id: StreamId, session_id?: SessionId): void {
    const where = session_id && { session_id }
    this.#deps.writeLog({ event: 'late_write_refused', operation, stream_id, ...where })
  }

  #measured(commit_ms: number): void {
    this.#commit_ms[this.#commits++ % COMMITS_KEPT] = commit_ms
  }
}
