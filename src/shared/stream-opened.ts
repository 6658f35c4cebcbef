import type { MessageId, SessionId, StreamId, TraceId } from './ids.ts'
import type { Message } from './session.ts'

/** Told to every window in the tick a stream opens, before its first event. */
export interface StreamOpened {
  session_id: SessionId
  stream_id: StreamId
  trace_id: TraceId
  generation: number
  /** The messages this opening adds after `parent_id`: the prompt (unless generated again) and the empty answer. */
  parent_id: MessageId | null
  messages: Message[]
}
