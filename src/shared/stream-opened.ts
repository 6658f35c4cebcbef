import type { MessageId, SessionId, StreamId, TraceId } from './ids.ts'
import type { Message } from './session.ts'

/** Told to every window in the tick a stream opens, before its first event. */
export interface StreamOpened {
  session_id: SessionId
  stream_id: StreamId
  trace_id: TraceId
  generation: number
  /**
   * The messages this opening adds after `parent_id`: the prompt (unless answered again) and the empty answer; or the
   * answer that is gone on with, as it is so far.
   */
  parent_id: MessageId | null
  messages: Message[]
}
