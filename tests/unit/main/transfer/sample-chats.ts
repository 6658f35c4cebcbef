import type { ChatHeader, ChatMessage } from '../../../../src/shared/chat-record.ts'
import type { ConnectionId, MessageId, SessionId, StreamId } from '../../../../src/shared/ids.ts'
import type { StreamEnd } from '../../../../src/shared/stream-end.ts'

export interface Chat {
  header: ChatHeader
  messages: ChatMessage[]
}

export const DONE: StreamEnd = {
  reason: 'success',
  finish: 'stop',
  usage: { completion_tokens: 12 },
  timings: { first_token_ms: 101.5, total_ms: 1_204, tokens: 12 },
}

/** A chat of one prompt and its answer, named after `name`. */
export function chatOf(name: string, answer = 'Water.', change: Partial<ChatHeader> = {}): Chat {
  const messages = [
    prompt(`${name}-1`, null, 'What is a sluice for?'),
    reply(`${name}-2`, `${name}-1`, answer),
  ]
  const header: ChatHeader = {
    session_id: name as SessionId,
    title: `About ${name}`,
    created_at: 1_000,
    updated_at: 2_000,
    pinned: false,
    archived: false,
    model: { connection_id: 'gone' as ConnectionId, model: 'llama3.2' },
    system_prompt: '',
    parameters: {},
    leaf_id: `${name}-2` as MessageId,
    draft: null,
    queue: [],
    ...change,
  }
  return { header, messages }
}

export function prompt(id: string, parent: string | null, text: string): ChatMessage {
  return {
    message_id: id as MessageId,
    parent_id: parent as MessageId | null,
    role: 'user',
    created_at: 1_000,
    model: null,
    stream_id: null,
    end: null,
    parts: [{ channel: 'answer', text }],
  }
}

export function reply(id: string, parent: string, text: string, end: StreamEnd = DONE): ChatMessage {
  return {
    ...prompt(id, parent, text),
    role: 'assistant',
    model: { connection_id: 'gone' as ConnectionId, model: 'llama3.2' },
    stream_id: `stream-${id}` as StreamId,
    end,
  }
}
