import type { MessageId, SessionId, StreamId, TraceId } from './ids.ts'
import type { EndReason, ErrorType, Finish, Timings, Usage } from './stream-end.ts'

/** Which part of an answer a text belongs to. */
export type Channel = 'answer' | 'reasoning'

/**
 * What a running stream is doing. `waiting`: for capacity or for the previous answer to be released; `loading`: the model;
 * `thinking`: at work, no answer text yet; `writing`: answer text arrives; `stalled`: no progress for `seconds`.
 */
export type StreamStatus = 'waiting' | 'loading' | 'thinking' | 'writing' | 'stalled'

/** What a status says beside its name. */
export interface StatusFields {
  status: StreamStatus
  /** Free words for people, e.g. the model's name. */
  detail?: string
  /** Place in line, from 1; with `waiting`. */
  position?: number
  /** 0 to 100; with `loading` and `thinking`. */
  percent?: number
  /** Whole seconds without progress; with `stalled`. */
  seconds?: number
  /** As in `Usage`: with every status from when it is known, so that it stays on screen; never 0. */
  not_sent?: number
  /**
   * With `waiting`: the model that answers and holds the memory this one needs. It goes when its answer ends, or is stopped by
   * `engine:make_room`.
   */
  for_room_of?: string
}

/** Rides on every event. `generation` rises by 1 in its session with each opened stream; `seq` is 0, 1, 2, … in its stream. */
export interface EventIdentity {
  stream_id: StreamId
  session_id: SessionId
  /** The message this stream writes to. */
  message_id: MessageId
  trace_id: TraceId
  generation: number
  seq: number
}

export interface StatusBody extends StatusFields {
  type: 'status'
}
/** Never empty, never after `done`, never half a surrogate pair. */
export interface TokenBody {
  type: 'token'
  content: string
  channel: Channel
}
/** Always followed by `done`. */
export interface ErrorBody {
  type: 'error'
  content: string
  error_type: ErrorType
  retryable: boolean
}
/** Exactly one, always last, on every path. */
export interface DoneBody {
  type: 'done'
  reason: EndReason
  finish?: Finish
  usage?: Usage
  timings: Timings
}

export type StreamEventBody = StatusBody | TokenBody | ErrorBody | DoneBody
/** The one event, the same object over IPC, in the journal and on the wire of the local API. */
export type StreamEvent = StreamEventBody & EventIdentity
export type TokenEvent = TokenBody & EventIdentity
