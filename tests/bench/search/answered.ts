import { randomUUID } from 'node:crypto'
import type { ClosedStream } from '../../../src/main/ports.ts'
import type { StreamOpening } from '../../../src/main/store/journal-writes.ts'
import type { MessageId, SessionId, StreamId } from '../../../src/shared/ids.ts'
import type { Message } from '../../../src/shared/session.ts'

/** A prompt below `parent_id` and the end of its answer, as the core hands them to the store. */
export function answered(
  session_id: SessionId,
  parent_id: MessageId | null,
  prompt: string,
  reply: string,
): { opening: StreamOpening; closing: ClosedStream } {
  const user_message: Message = {
    message_id: randomUUID() as MessageId,
    session_id,
    parent_id,
    role: 'user',
    parts: [{ channel: 'answer', text: prompt }],
    created_at: 0,
    model: null,
    stream_id: null,
    end: null,
  }
  const stream_id = randomUUID() as StreamId
  const message_id = randomUUID() as MessageId
  const answer: Message = {
    ...user_message,
    message_id,
    parent_id: user_message.message_id,
    role: 'assistant',
    parts: [],
    stream_id,
  }
  const end = { reason: 'success' as const, timings: { first_token_ms: 1, total_ms: 2, tokens: 3 } }
  const parts: Message['parts'] = [{ channel: 'answer', text: reply }]
  return {
    opening: {
      session_id,
      stream_id,
      user_message,
      answer,
      title: null,
      now: 1_000,
      queue_id: null,
      continues: null,
    },
    closing: { session_id, stream_id, message_id, parts, end },
  }
}
