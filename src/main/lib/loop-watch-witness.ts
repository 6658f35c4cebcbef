import { LOOK_MS, ONGOING_MS } from './loop-watch-pulse.ts'

/** A block is told of after so long, then each minute. */
const TOLD_AFTER_MS = [ONGOING_MS, 5_000, 30_000]
const THEN_EVERY_MS = 60_000
/** A look that comes this late means that the watcher itself did not run: the computer slept, or all of the process stood still. */
const OWN_GAP_MS = 500

/** What one look at main found. */
export interface Look {
  /** Milliseconds, on a clock of the watcher's. */
  now: number
  ticks: number
  asleep: boolean
}

/** Judges from looks at main's ticks whether main hangs. It trusts no time in which it did not look. */
export class LoopWitness {
  #last: Look
  /** When the last tick was seen. */
  #since: number
  #told = 0

  constructor(first: Look) {
    this.#last = first
    this.#since = first.now
  }

  /** How long main has been blocked, in the looks in which that is to be told; null in all others. */
  look(look: Look): number | null {
    const { now, ticks, asleep } = look
    const own_gap = now - this.#last.now - LOOK_MS > OWN_GAP_MS
    const alive = ticks !== this.#last.ticks
    this.#last = look
    if (alive || asleep || own_gap) {
      this.#since = now
      this.#told = 0
      return null
    }
    const blocked_ms = now - this.#since
    if (blocked_ms < this.#nextTold()) return null
    this.#told++
    return blocked_ms
  }

  #nextTold(): number {
    return TOLD_AFTER_MS[this.#told] ?? (this.#told - TOLD_AFTER_MS.length + 1) * THEN_EVERY_MS
  }
}
