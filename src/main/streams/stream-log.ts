import type { WriteLog } from '../ports.ts'
import type { SessionId, StreamId, TraceId } from '../../shared/ids.ts'
import type { EndReason, ErrorType } from '../../shared/stream-end.ts'

/** How an engine left a stream: asked, taken away by force, or not gone even then (fenced off). */
export type ReleaseHow = 'cooperative' | 'forced' | 'fenced'

/**
 * The lifecycle log, a closed list. Its grammar (invariant I10): each `stream_open` is followed by exactly one
 * `stream_end` or `stream_discarded` of that stream, and a session's next `stream_start` comes after the last `stream_end`.
 */
export type StreamLogLine =
  | { event: 'stream_open'; generation: number }
  | { event: 'stream_discarded'; reason: EndReason; error_type?: ErrorType }
  | { event: 'prev_stream_finished_cleanly'; prev_stream_id: StreamId; waited_ms: number }
  | { event: 'prev_stream_timeout_on_cancel'; prev_stream_id: StreamId; waited_ms: number; how: ReleaseHow }
  | { event: 'stream_start'; model: string; messages: number }
  | { event: 'stream_status'; status: string }
  | { event: 'stream_first_token'; first_token_ms: number }
  | { event: 'stream_cancelled'; reason: EndReason }
  | { event: 'stream_settled'; reason: EndReason; error_type?: ErrorType; tokens: number; total_ms: number }
  | { event: 'stream_end'; reason: EndReason; forced: boolean; how: ReleaseHow; release_ms: number }
  | { event: 'stream_orphan'; after_ms: number }
  | { event: 'stream_orphan_gone'; after_ms: number }
  | { event: 'stream_save_failed'; message: string }
  | { event: 'stream_saved' }
  /** Its chat is gone for good, and with it what the disk had refused. */
  | { event: 'stream_unsaved_gone' }
  | { event: 'stream_bug'; message: string }

/** Writes the lines of one stream, its identity on each. */
export class StreamLog {
  #write: WriteLog
  #identity: { session_id: SessionId; stream_id: StreamId; trace_id: TraceId }

  constructor(write: WriteLog, identity: { session_id: SessionId; stream_id: StreamId; trace_id: TraceId }) {
    this.#write = write
    this.#identity = identity
  }

  line(line: StreamLogLine): void {
    this.#write({ ...this.#identity, ...line })
  }
}
