import { appendFileSync } from 'node:fs'
import type { RunRecord } from '../../../shared/run-record.ts'

/** The environment variable that names the file; without it nothing is recorded. */
export const RECORDS_VARIABLE = 'SLUICE_SIMULATOR_RECORDS'

/** Appends one line, synchronously: it is there even if the next instruction is a crash. */
export function recordRun(
  event: RunRecord['event'],
  record: Omit<RunRecord, 'event' | 'pid' | 'at_ns'>,
): void {
  const file = process.env[RECORDS_VARIABLE]
  if (!file) return
  const line: RunRecord = { event, ...record, pid: process.pid, at_ns: String(process.hrtime.bigint()) }
  appendFileSync(file, `${JSON.stringify(line)}\n`)
}
