import type { Clock, Undo } from '../lib/clock.ts'
import type { WriteLog } from '../ports.ts'
import type { DroppedEvents } from '../../shared/ipc-contract.ts'

export interface PageWatchOptions {
  clock: Clock
  writeLog: WriteLog
}

/** Two signs of life and a half (`ALIVE_EVERY_MS`): a page that is merely busy misses one. */
const SILENT_MS = 5_000
const LOOK_MS = 1_000
/** A look that comes this late means that main itself was held up: then every page seems silent. */
const OWN_GAP_MS = 1_000
/** Shorter tasks are nothing a person notices. */
const BLOCK_MS = 250
/** What pages say goes into the log; a page gone mad must not fill it. */
const LINES_MAX = 32
const LINES_WINDOW_MS = 1_000

interface WatchedPage {
  heard_at: number
  /** It was told that the page is silent. */
  told: boolean
}

/**
 * Listens for the signs of life of pages and writes into the log when one hangs, comes back, was blocked for long, or dropped
 * stale events. Only a page that has spoken is expected to go on speaking.
 */
export class PageWatch {
  #clock: Clock
  #writeLog: WriteLog
  #pages = new Map<number, WatchedPage>()
  #cancelLook: Undo | null = null
  #lines = 0
  /** Lines beyond the limit, as one count for each reason. */
  #unwritten = new Map<DroppedEvents['why'], number>()
  #cancelWindow: Undo | null = null

  constructor({ clock, writeLog }: PageWatchOptions) {
    this.#clock = clock
    this.#writeLog = writeLog
  }

  /** A page said that it is alive, and how long its longest task took since the last time. */
  alive(page_id: number, longest_task_ms: number): void {
    const heard_at = this.#clock.now()
    const page = this.#pages.get(page_id)
    if (page?.told) {
      this.#writeLog({ event: 'renderer_responsive', page_id, ms: Math.round(heard_at - page.heard_at) })
    }
    this.#pages.set(page_id, { heard_at, told: false })
    if (longest_task_ms >= BLOCK_MS && this.#mayWrite()) {
      this.#writeLog({ event: 'loop_blocked', where: 'window', page_id, ms: Math.round(longest_task_ms) })
    }
    this.#cancelLook ??= this.#lookIn(LOOK_MS)
  }

  /** The page is gone or begins anew: nothing is expected of it until it speaks. */
  forget(page_id: number): void {
    this.#pages.delete(page_id)
    if (this.#pages.size === 0) this.#endLooks()
  }

  /** A window's gate kept events from its screen. */
  dropped(dropped: readonly DroppedEvents[]): void {
    for (const { why, count, stream_id, session_id } of dropped) {
      if (this.#mayWrite()) {
        this.#writeLog({ event: 'stale_dropped', where: 'window', why, count, stream_id, session_id })
      } else this.#unwritten.set(why, (this.#unwritten.get(why) ?? 0) + count)
    }
  }

  dispose(): void {
    this.#pages.clear()
    this.#endLooks()
    this.#cancelWindow?.()
    this.#writeRest()
  }

  #lookIn(ms: number): Undo {
    const due = this.#clock.now() + ms
    return this.#clock.after(ms, () => this.#look(this.#clock.now() - due > OWN_GAP_MS))
  }

  #look(main_was_held_up: boolean): void {
    const now = this.#clock.now()
    for (const [page_id, page] of this.#pages) {
      if (page.told) continue
      if (main_was_held_up) page.heard_at = now
      const ms = now - page.heard_at
      if (ms <= SILENT_MS) continue
      page.told = true
      this.#writeLog({ event: 'renderer_unresponsive', page_id, ms: Math.round(ms) })
    }
    this.#cancelLook = this.#lookIn(LOOK_MS)
  }

  #endLooks(): void {
    this.#cancelLook?.()
    this.#cancelLook = null
  }

  /** Takes one of the lines of this second; false when they are used up. */
  #mayWrite(): boolean {
    this.#cancelWindow ??= this.#clock.after(LINES_WINDOW_MS, () => this.#writeRest())
    return ++this.#lines <= LINES_MAX
  }

  /** What found no place of its own, without saying of which streams. */
  #writeRest(): void {
    for (const [why, count] of this.#unwritten) {
      this.#writeLog({
        event: 'stale_dropped',
        where: 'window',
        why,
        count,
        stream_id: null,
        session_id: null,
      })
    }
    this.#unwritten.clear()
    this.#lines = 0
    this.#cancelWindow = null
  }
}
