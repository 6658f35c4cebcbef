import { randomUUID } from 'node:crypto'
import type { ClosedStream, Opening } from '../../../../src/main/ports.ts'
import type { MessageId, SessionId, StreamId, TraceId } from '../../../../src/shared/ids.ts'
import type { Message, MessagePart } from '../../../../src/shared/session.ts'
import type { EndReason } from '../../../../src/shared/stream-end.ts'
import type { Channel, TokenEvent } from '../../../../src/shared/stream-event.ts'

/** A prompt and its empty answer below `parent_id`, as the core would open them. */
export function turn(session_id: SessionId, parent_id: MessageId | null, prompt: string, at = 1_000) {
  const user_message: Message = {
    message_id: randomUUID() as MessageId,
    session_id,
    parent_id,
    role: 'user',
    parts: [{ channel: 'answer', text: prompt }],
    created_at: at,
    model: null,
    stream_id: null,
    end: null,
  }
  return { ...answerTo(user_message, at), user_message }
}

/** Another answer to a prompt that is saved already. */
export function answerTo(prompt: Message, at = 1_000): Opening {
  const stream_id = randomUUID() as StreamId
  const answer: Message = {
    ...prompt,
    message_id: randomUUID() as MessageId,
    parent_id: prompt.message_id,
    role: 'assistant',
    parts: [],
    created_at: at,
    stream_id,
  }
  return {
    session_id: prompt.session_id,
    stream_id,
    user_message: null,
    answer,
    queue_id: null,
    continues: null,
  }
}

/** Going on with an answer: its next stream. */
export function continuedBy(
  { session_id, stream_id: continues, answer }: Opening,
  stream_id: StreamId,
): Opening {
  return {
    session_id,
    stream_id,
    user_message: null,
    answer: { ...answer, stream_id, end: null },
    queue_id: null,
    continues,
  }
}

export function token(
  { session_id, stream_id, answer }: Opening,
  seq: number,
  content: string,
  channel: Channel = 'answer',
): TokenEvent {
  const { message_id } = answer
  const trace_id = 'trace' as TraceId
  return { type: 'token', content, channel, seq, stream_id, session_id, message_id, trace_id, generation: 1 }
}

export function ended(
  { session_id, stream_id, answer }: Opening,
  parts: MessagePart[],
  reason: EndReason = 'success',
): ClosedStream {
  const end = { reason, timings: { first_token_ms: 1, total_ms: 2, tokens: 3 } }
  return { session_id, stream_id, message_id: answer.message_id, parts, end }
}

export function text(content: string): MessagePart[] {
  return [{ channel: 'answer', text: content }]
}
