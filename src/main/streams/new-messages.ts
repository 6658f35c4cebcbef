import type { MessageId, SessionId, StreamId } from '../../shared/ids.ts'
import type { Message, ModelRef } from '../../shared/session.ts'

export interface NewMessages {
  session_id: SessionId
  stream_id: StreamId
  answer_id: MessageId
  parent_id: MessageId | null
  /** null answers the message `parent_id` again. */
  prompt: string | null
  model: ModelRef
  created_at: number
}

/** The answer that is gone on with: everything stays but who writes to it now, and its end. */
export function continuedMessage(answer: Message, stream_id: StreamId, model: ModelRef): Message {
  return { ...answer, model, stream_id, end: null }
}

/** The messages one opening adds to a session: the prompt, unless it is there already, and the empty answer. */
export function newMessages(
  { session_id, stream_id, answer_id, parent_id, prompt, model, created_at }: NewMessages,
  newId: () => string,
): { user_message: Message | null; answer: Message } {
  const user_message: Message | null =
    prompt === null
      ? null
      : {
          message_id: newId() as MessageId,
          session_id,
          parent_id,
          role: 'user',
          parts: [{ channel: 'answer', text: prompt }],
          created_at,
          model: null,
          stream_id: null,
          end: null,
        }
  const answer: Message = {
    message_id: answer_id,
    session_id,
    parent_id: user_message?.message_id ?? parent_id,
    role: 'assistant',
    parts: [],
    created_at,
    model,
    stream_id,
    end: null,
  }
  return { user_message, answer }
}
