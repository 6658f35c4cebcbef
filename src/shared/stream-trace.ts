import type { MessageId, SessionId, StreamId, TraceId } from './ids.ts'
import type { EndReason, ErrorType } from './stream-end.ts'
import type { StreamStatus } from './stream-event.ts'
import type { Release } from './stream-snapshot.ts'

/** What a stream was doing over a stretch of time. `stopping`: it ended, its engine is not released yet. */
export type SpanPhase = StreamStatus | 'stopping'

/** Times are milliseconds since the stream was opened, on the monotonic clock. */
export interface TraceSpan {
  phase: SpanPhase
  from_ms: number
  /** null while it lasts. */
  to_ms: number | null
}

/** A moment worth a flag on the timeline. */
export interface TraceMark {
  mark:
    | 'opened'
    | 'started'
    | 'first_token'
    | 'stop_asked'
    | 'ended'
    | 'discarded'
    | 'released'
    | 'forced'
    | 'fenced'
    | 'saved'
    | 'save_failed'
  at_ms: number
  /** A word more, from a closed list: a reason, an error_type. */
  word?: string
}

/** One event as it was told, without its contents. */
export interface TraceEvent {
  seq: number
  at_ms: number
  type: 'status' | 'token' | 'error' | 'done'
  /** The status, the channel, the error_type or the reason. */
  word: string
  /** UTF-16 length of a token's text; 0 for the others. */
  chars: number
}

/** What was kept from a stream's text and why: by main (an engine's reply after the end) or by the gate of a window. */
export interface TraceDrop {
  where: 'main' | 'window'
  why: DropReason
  count: number
}

/** `after_end`: main, a reply for a stream that had ended. The others are verdicts of the window's gate. */
export type DropReason = 'after_end' | 'stale' | 'duplicate' | 'after_done'

/** One stream from its opening to its release, as main saw it. It holds no text: sizes, words of closed lists, times. */
export interface StreamTrace {
  stream_id: StreamId
  session_id: SessionId
  message_id: MessageId
  trace_id: TraceId
  generation: number
  /** The engine's name for the model it was opened for; `started` among the marks tells whether it got there. */
  model: string | null
  /** Milliseconds since 1970, to put streams beside each other for people. */
  opened_at: number
  /** Milliseconds on main's monotonic clock, to put streams beside each other truly. */
  opened_ms: number
  spans: TraceSpan[]
  marks: TraceMark[]
  /** The newest ones; `seq` tells how many came before. */
  events: TraceEvent[]
  /** All token events and their characters, also those no longer in `events`. */
  tokens: number
  chars: number
  drops: TraceDrop[]
  end: { reason: EndReason; error_type?: ErrorType } | null
  release: Release | null
}

/** Counts since the app started, over all sessions. */
export interface CoreCounters {
  opened: number
  ended: number
  discarded: number
  forced: number
  fenced: number
  /** Replies of engines that came after the end of their stream and went no further. */
  late: number
  /** Streams not released yet. */
  live: number
  /** Engine processes not known to be gone. */
  processes: number
}
