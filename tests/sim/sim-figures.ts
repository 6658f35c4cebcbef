/** What one process found out in its part of a run. */
export interface SimFigures {
  seeds: number
  steps: number
  cpu_ms: number
  /** What came up, and how often. */
  met: Record<string, number>
  /** The first seed that broke a promise. */
  failed: number | null
}

/** A whole run. */
export interface SimRun extends SimFigures {
  wall_ms: number
  processes: number
}

/** What became of a planted bug. */
export interface SimFinding {
  bug: string
  /** The seed that found it; null when none of those tried did. */
  seed: number | null
  seeds: number
  broken: string
}
