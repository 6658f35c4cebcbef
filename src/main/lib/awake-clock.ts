import type { Clock } from './clock.ts'

/** A look at the clock that comes this much late means the computer slept (Linux sends no suspend message to plain Node). */
const SLEEP_GAP_MS = 5_000
const TICK_MS = 1_000
/** A computer that runs on for so long after a suspend is awake, whoever forgot to say so; a short wake in its sleep is not. */
const RESUME_MISSED_MS = 60_000
/** setTimeout takes no more; a longer wait is armed again when this has passed. */
const TIMER_MAX_MS = 2 ** 31 - 1

/**
 * The real clock: monotonic, with sleep subtracted, so that a deadline of 10 s still has its rest after a night with the
 * lid closed. A timer that fires early on that scale (the sleep counted in) is armed again for what is left.
 */
export class AwakeClock implements Clock {
  #slept_ms = 0
  #suspended_at: number | null = null
  #looked_at = performance.now()
  /** Of the time from suspend to resume: the last tick, and since when one followed the other. */
  #ticked_at = 0
  #ran_since = 0
  #ticker: NodeJS.Timeout

  constructor() {
    this.#ticker = setInterval(() => this.#tick(), TICK_MS)
    this.#ticker.unref()
  }

  /** Whoever looks first after a sleep notices it, so that nobody sees a time that is taken back later. */
  now(): number {
    if (this.#suspended_at !== null) return this.#suspended_at - this.#slept_ms
    const at = performance.now()
    const late_ms = at - this.#looked_at - TICK_MS
    if (late_ms > SLEEP_GAP_MS) this.#slept_ms += late_ms
    this.#looked_at = at
    return at - this.#slept_ms
  }

  wallTime(): number {
    return Date.now()
  }

  after(ms: number, run: () => void): () => void {
    const due = this.now() + ms
    let timer: NodeJS.Timeout
    const arm = (wait_ms: number): void => {
      timer = setTimeout(
        () => {
          const left_ms = due - this.now()
          // Node may fire up to 1 ms early; more than that means time was subtracted meanwhile.
          if (left_ms > 1) arm(left_ms)
          else run()
        },
        Math.min(Math.max(0, wait_ms), TIMER_MAX_MS),
      )
    }
    arm(ms)
    return () => clearTimeout(timer)
  }

  /** From powerMonitor's suspend to its resume no time passes. */
  suspend(): void {
    if (this.#suspended_at !== null) return
    this.now()
    this.#suspended_at = this.#ticked_at = this.#ran_since = this.#looked_at
  }

  resume(): void {
    if (this.#suspended_at === null) return
    this.#looked_at = performance.now()
    this.#slept_ms += this.#looked_at - this.#suspended_at
    this.#suspended_at = null
  }

  dispose(): void {
    clearInterval(this.#ticker)
  }

  /** A resume that is never told must not stop every deadline for good, the one that kills an engine included. */
  #tick(): void {
    if (this.#suspended_at === null) return void this.now()
    const at = performance.now()
    if (at - this.#ticked_at - TICK_MS > SLEEP_GAP_MS) this.#ran_since = at
    this.#ticked_at = at
    if (at - this.#ran_since >= RESUME_MISSED_MS) this.resume()
  }
}
