import { createHash } from 'node:crypto'
import type { Hash } from 'node:crypto'
import type { ChatHeader, ChatMessage } from '../../shared/chat-record.ts'
import type { SessionId } from '../../shared/ids.ts'
import type { ChatSource } from './export-chats.ts'
import { wholeTree } from './export-chats.ts'
import { ndjsonWriter } from './ndjson.ts'

/** Two chats are the same when their lines are: one number for all of them, so that neither has to be held in memory. */
export class ChatDigest {
  #hash: Hash = createHash('sha256')

  constructor(header: ChatHeader) {
    this.#hash.update(ndjsonWriter.chat(header, 0))
  }

  add(message: ChatMessage): void {
    this.#hash.update(ndjsonWriter.message(message, 0))
  }

  end(): string {
    return this.#hash.digest('base64')
  }
}

/** Of a chat in the store; null when it is not there, or deleted. */
export async function storedDigest(
  source: Pick<ChatSource, 'chat' | 'page'>,
  session_id: SessionId,
): Promise<string | null> {
  const chat = await source.chat(session_id)
  if (!chat) return null
  const digest = new ChatDigest(chat.header)
  for await (const page of wholeTree(source, chat)) {
    if (page === null) return null
    for (const message of page) digest.add(message)
  }
  return digest.end()
}
