import type { LogLine } from '../../ports.ts'
import { timeOf } from './log-line.ts'

/** A longer silence may be a computer asleep, or a clock that was set. */
const SILENCE_MAX_MS = 5_000

/** The time of a log: from when to when it tells, and how long the app was surely awake in between. */
export class LogTime {
  /** Grows by the time between two lines, and by five seconds at most: never more than the app really lived through. */
  awake_ms = 0
  #first_ms: number | null = null
  #last_ms: number | null = null
  #before_ms: number | null = null

  see(line: LogLine): void {
    const at = timeOf(line)
    if (at === null) return
    this.#first_ms = Math.min(this.#first_ms ?? at, at)
    this.#last_ms = Math.max(this.#last_ms ?? at, at)
    // Written by the watcher while main itself stood still.
    if (line['ongoing'] === true) return
    const passed = at - (this.#before_ms ?? at)
    this.awake_ms += Math.min(Math.max(passed, 0), SILENCE_MAX_MS)
    this.#before_ms = at
  }

  get last_ms(): number | null {
    return this.#last_ms
  }

  period(): { from: string; to: string } | null {
    if (this.#first_ms === null || this.#last_ms === null) return null
    return { from: new Date(this.#first_ms).toISOString(), to: new Date(this.#last_ms).toISOString() }
  }
}
