/** What the engine itself says it did: overlap is read from these and never from the registry that is being judged. */
export interface RunRecord {
  event: 'begin' | 'cancel_seen' | 'end'
  run_id: string
  session_id: string
  pid: number
  /** The system's monotonic clock, the same in every process of this computer. */
  at_ns: string
  /** Tokens sent so far, and how many of them after the cancel was seen. */
  tokens: number
  late: number
}
