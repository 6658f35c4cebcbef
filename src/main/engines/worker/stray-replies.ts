import type { Clock } from '../../lib/clock.ts'
import type { EngineRequest, WriteLog } from '../../ports.ts'

/** A process that goes on and on sending is told of this often. */
const TOLD_EVERY_MS = 1_000

type Run = Pick<EngineRequest, 'stream_id' | 'session_id'>

/** One line for what came after the end of a run. Without a run: of one that this process was not given last. */
export function logLate(writeLog: WriteLog, run: Run | null, count: number): void {
  const { stream_id, session_id } = run ?? { stream_id: null, session_id: null }
  writeLog({ event: 'stale_dropped', where: 'main', why: 'after_end', count, stream_id, session_id })
}

/**
 * Counts what a process sends for runs it does not have any more: the first is told at once, then at most a line a second.
 * The name such a message carries is the process's own words and never gets into the log.
 */
export class StrayReplies {
  #clock: Clock
  #writeLog: WriteLog
  #last_run: Run | null = null
  #of_last_run = 0
  #of_others = 0
  #told_at = Number.NEGATIVE_INFINITY

  constructor(clock: Clock, writeLog: WriteLog) {
    this.#clock = clock
    this.#writeLog = writeLog
  }

  /** The process is given this run. */
  begin(run: Run): void {
    this.tell()
    this.#last_run = run
  }

  add(run_id: string): void {
    if (run_id === this.#last_run?.stream_id) this.#of_last_run++
    else this.#of_others++
    if (this.#clock.now() - this.#told_at >= TOLD_EVERY_MS) this.tell()
  }

  /** Tells what was counted since the last time. */
  tell(): void {
    if (this.#of_last_run + this.#of_others === 0) return
    this.#told_at = this.#clock.now()
    if (this.#of_last_run > 0) logLate(this.#writeLog, this.#last_run, this.#of_last_run)
    if (this.#of_others > 0) logLate(this.#writeLog, null, this.#of_others)
    this.#of_last_run = 0
    this.#of_others = 0
  }
}
