import type { Clock, Undo } from './clock.ts'

export interface WatchdogNotices {
  /** First notice after this much silence, then one each second. */
  notice_ms: number
  onSilence(silent_ms: number): void
  /** Called once, when silence reaches the limit. */
  onLimit(silent_ms: number): void
}

const REPEAT_MS = 1_000

/** Watches for progress. Starts watching when created; `progress` starts the silence anew; `stop` ends it for good. */
export class Watchdog {
  #clock: Clock
  #notices: WatchdogNotices
  #limit_ms: number
  #quiet_since: number
  #cancel: Undo | null = null
  #stopped = false
  #paused = false

  constructor(clock: Clock, limit_ms: number, notices: WatchdogNotices) {
    this.#clock = clock
    this.#notices = notices
    this.#limit_ms = limit_ms
    this.#quiet_since = clock.now()
    this.#arm(this.#firstWait())
  }

  progress(limit_ms = this.#limit_ms): void {
    if (this.#stopped) return
    this.#quiet_since = this.#clock.now()
    this.#limit_ms = limit_ms
    if (!this.#paused) return
    this.#paused = false
    this.#arm(this.#firstWait())
  }

  /** Stops looking until the next progress: nothing is expected now. */
  pause(): void {
    this.#paused = true
    this.#cancel?.()
    this.#cancel = null
  }

  get paused(): boolean {
    return this.#paused
  }

  stop(): void {
    this.#stopped = true
    this.#cancel?.()
    this.#cancel = null
  }

  #firstWait(): number {
    return Math.min(this.#notices.notice_ms, this.#limit_ms)
  }

  #arm(ms: number): void {
    this.#cancel = this.#clock.after(ms, () => this.#look())
  }

  // One timer that looks when it is due, instead of one re-armed at each of 20,000 tokens a second.
  #look(): void {
    if (this.#stopped) return
    const silent_ms = this.#clock.now() - this.#quiet_since
    if (silent_ms >= this.#limit_ms) {
      this.stop()
      this.#notices.onLimit(silent_ms)
      return
    }
    if (silent_ms < this.#firstWait()) {
      this.#arm(this.#firstWait() - silent_ms)
      return
    }
    this.#notices.onSilence(silent_ms)
    // Whoever was told may have stopped it.
    if (!this.#stopped && !this.#paused) this.#arm(Math.min(REPEAT_MS, this.#limit_ms - silent_ms))
  }
}
