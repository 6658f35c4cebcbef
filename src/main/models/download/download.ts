import type { Clock, Undo } from '../../lib/clock.ts'
import type { DownloadState, ModelDownload } from '../../../shared/model-library.ts'
import type { AttemptParts } from './attempt.ts'
import { attemptDownload } from './attempt.ts'
import type { DownloadRecord } from './download-record.ts'
import { shownUrl } from './download-source.ts'
import type { FinishEnd } from './finish.ts'
import { finishDownload, publishedBefore } from './finish.ts'
import { Rate } from './rate.ts'

/** Told of each end of each try; `record` and `state` are what they are then. */
export type OnTried = (download: Download, end: FinishEnd, ms: number) => void

/** One file on its way here: what windows see of it, and its one try that may run. */
export class Download {
  readonly record: DownloadRecord
  state: DownloadState
  problem: string | null
  /** Tries in a row that brought nothing new. */
  fruitless = 0
  /** Waits for another try. */
  again: Undo | null = null
  /** Nothing of it is wanted any more. */
  cancelled = false
  #clock: Clock
  #bytes: number
  #most: number
  #rate: Rate | null = null
  #controller: AbortController | null = null
  #over: Promise<void> = Promise.resolve()

  constructor(record: DownloadRecord, clock: Clock) {
    this.record = record
    this.state = record.wish === 'run' ? 'waiting' : record.wish === 'pause' ? 'paused' : 'failed'
    this.problem = record.problem
    this.#clock = clock
    this.#bytes = this.#most = record.flushed_bytes
  }

  /** A try is under way, or on its way out. */
  get busy(): boolean {
    return this.#controller !== null
  }

  get over(): Promise<void> {
    return this.#over
  }

  view(): ModelDownload {
    const { download_id, file_name, url, total_bytes, sha256 } = this.record
    const now = this.#clock.now()
    const rate = this.state === 'running' ? (this.#rate?.perSecond(now) ?? null) : null
    const left = rate && total_bytes !== null ? ((total_bytes - this.#bytes) * 1_000) / rate : null
    return {
      download_id,
      file_name,
      url: shownUrl(url),
      state: this.state,
      received_bytes: this.#bytes,
      total_bytes,
      bytes_per_second: rate,
      left_ms: left === null ? null : Math.max(0, Math.round(left)),
      sha256,
      problem: this.problem,
    }
  }

  /** Tries once; `parts.onBytes` hears of what comes. Not while it is busy. */
  begin(parts: AttemptParts, onTried: OnTried): void {
    this.#controller = new AbortController()
    this.state = 'running'
    this.problem = null
    this.#rate = new Rate(this.#clock.now())
    this.#over = this.#try(parts, this.#controller.signal, onTried)
  }

  /** What runs ends soon; `over` says when. */
  abort(): void {
    this.again?.()
    this.again = null
    this.#controller?.abort()
  }

  async #try(parts: AttemptParts, signal: AbortSignal, onTried: OnTried): Promise<void> {
    const from = this.#clock.now()
    const most = this.#most
    const end = await this.#end(parts, signal)
    this.fruitless = this.#most > most ? 0 : this.fruitless + 1
    this.#controller = null
    this.#rate = null
    this.#bytes = this.record.flushed_bytes
    onTried(this, end, Math.round(this.#clock.now() - from))
  }

  async #end(parts: AttemptParts, signal: AbortSignal): Promise<FinishEnd> {
    const before = await publishedBefore(this.record)
    if (before !== null) return { end: 'done', path: before, sha256: this.record.sha256 }
    const onBytes = (bytes: number): void => {
      this.#rate?.add(Math.max(0, bytes - this.#bytes), this.#clock.now())
      this.#bytes = bytes
      this.#most = Math.max(this.#most, bytes)
      parts.onBytes(bytes)
    }
    const end = await attemptDownload(this.record, { ...parts, onBytes }, signal)
    if (end.end !== 'whole') return end
    if (signal.aborted) return { end: 'aborted' }
    this.state = 'checking'
    parts.onBytes(this.#bytes)
    return finishDownload(this.record, parts.reader, signal)
  }
}
