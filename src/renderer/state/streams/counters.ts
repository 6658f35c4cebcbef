import type { Verdict } from './live-stream.ts'

/** What the gate kept from the screen, and how often it had to catch up. For testers; never shown to people. */
export interface Counters {
  stale: number
  duplicate: number
  after_done: number
  /** Holes found in a stream. */
  gaps: number
  /** Snapshots taken over. */
  resyncs: number
}

export const NO_COUNTS: Counters = { stale: 0, duplicate: 0, after_done: 0, gaps: 0, resyncs: 0 }

/** Returns the same object when the verdict counts nothing. */
export function count(counters: Counters, verdict: Verdict): Counters {
  switch (verdict) {
    case 'stale':
    case 'duplicate':
    case 'after_done':
      return { ...counters, [verdict]: counters[verdict] + 1 }
    case 'snapshot':
      return { ...counters, gaps: counters.gaps + 1 }
    default:
      return counters
  }
}
