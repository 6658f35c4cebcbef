import { appendFileSync } from 'node:fs'

/** The environment variable that names the file; without it nothing is recorded. */
export const RECORDS_VARIABLE = 'SLUICE_SIMULATOR_RECORDS'

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

/** Appends one line, synchronously: it is there even if the next instruction is a crash. */
export function recordRun(record: Omit<RunRecord, 'pid' | 'at_ns'>): void {
  const file = process.env[RECORDS_VARIABLE]
  if (!file) return
  const line: RunRecord = { ...record, pid: process.pid, at_ns: String(process.hrtime.bigint()) }
  appendFileSync(file, `${JSON.stringify(line)}\n`)
}
