import type { Clock } from './clock.ts'

/** A ticker that comes this much late means the computer slept (Linux sends no suspend message to plain Node). */
const SLEEP_GAP_MS = 5_000
const TICK_MS = 1_000

/**
 * The real clock: monotonic, with sleep subtracted, so that a deadline of 10 s still has its rest after a night with the
 * lid closed. A timer that fires early on that scale (the sleep counted in) is armed again for what is left.
 */
export class AwakeClock implements Clock {
  #slept_ms = 0
  #suspended_at: number | null = null
  #last_tick = performance.now()
  #ticker: NodeJS.Timeout

  constructor() {
    this.#ticker = setInterval(() => this.#tick(), TICK_MS)
    this.#ticker.unref()
  }

  now(): number {
    return (this.#suspended_at ?? performance.now()) - this.#slept_ms
  }

  wallTime(): number {
    return Date.now()
  }

  after(ms: number, run: () => void): () => void {
    const due = this.now() + ms
    let timer: NodeJS.Timeout
    const arm = (): void => {
      timer = setTimeout(
        () => {
          // Node may fire up to 1 ms early; more than that means time was subtracted meanwhile.
          if (due - this.now() > 1) arm()
          else run()
        },
        Math.max(0, due - this.now()),
      )
    }
    arm()
    return () => clearTimeout(timer)
  }

  /** From powerMonitor's suspend to its resume no time passes. */
  suspend(): void {
    this.#suspended_at ??= performance.now()
  }

  resume(): void {
    if (this.#suspended_at === null) return
    this.#slept_ms += performance.now() - this.#suspended_at
    this.#suspended_at = null
    this.#last_tick = performance.now()
  }

  dispose(): void {
    clearInterval(this.#ticker)
  }

  #tick(): void {
    const late_ms = performance.now() - this.#last_tick - TICK_MS
    if (late_ms > SLEEP_GAP_MS && this.#suspended_at === null) this.#slept_ms += late_ms
    this.#last_tick = performance.now()
  }
}
