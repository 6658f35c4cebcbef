import type { ConnectionId, MessageId, SessionId, StreamId } from './ids.ts'
import type { Parameters } from './parameters.ts'
import type { Message, MessagePart, ModelRef } from './session.ts'
import type { StreamEnd } from './stream-end.ts'

/** A prompt that waits to be sent; its place is its place in the list. */
export interface QueuedRecord {
  queue_id: string
  text: string
  created_at: number
}

/** Everything of a chat but its messages, as it leaves one copy of Sluice and comes into another. Written in docs/export-format.md. */
export interface ChatHeader {
  session_id: SessionId
  title: string
  created_at: number
  updated_at: number
  pinned: boolean
  archived: boolean
  /** Kept as it is, also where its connection does not exist. */
  model: ModelRef | null
  system_prompt: string
  parameters: Parameters
  /** The last message of the branch shown. */
  leaf_id: MessageId | null
  draft: string | null
  queue: QueuedRecord[]
}

/** A message of the tree. One that follows another comes after it. */
export interface ChatMessage {
  message_id: MessageId
  parent_id: MessageId | null
  role: Message['role']
  created_at: number
  model: ModelRef | null
  stream_id: StreamId | null
  /** Null for a user's message alone: an answer that is still written is told as interrupted. */
  end: StreamEnd | null
  parts: MessagePart[]
}

/** The order of the fields in a file, whatever the order they were read in. */
export function orderedHeader(header: ChatHeader): ChatHeader {
  const { session_id, title, created_at, updated_at, pinned, archived } = header
  const { system_prompt, parameters, leaf_id, draft, queue } = header
  return {
    session_id,
    title,
    created_at,
    updated_at,
    pinned,
    archived,
    model: orderedModel(header.model),
    system_prompt,
    parameters,
    leaf_id,
    draft,
    queue: queue.map((prompt) => ({
      queue_id: prompt.queue_id,
      text: prompt.text,
      created_at: prompt.created_at,
    })),
  }
}

export function orderedMessage(message: ChatMessage): ChatMessage {
  const { message_id, parent_id, role, created_at, stream_id, end, parts } = message
  const model = orderedModel(message.model)
  return { message_id, parent_id, role, created_at, model, stream_id, end, parts }
}

function orderedModel(model: ModelRef | null): ModelRef | null {
  return model && { connection_id: model.connection_id satisfies ConnectionId, model: model.model }
}
