import { randomUUID } from 'node:crypto'
import { seededText } from '../../src/main/engines/simulator/seeded-text.ts'
import { closeDatabase, openDatabase } from '../../src/main/store/database.ts'
import { insertMessage } from '../../src/main/store/tables/message-table.ts'
import { changeSession, insertSession } from '../../src/main/store/tables/session-table.ts'
import { inTransaction } from '../../src/main/store/transaction.ts'
import type { ConnectionId, MessageId, SessionId, StreamId } from '../../src/shared/ids.ts'
import type { Message } from '../../src/shared/session.ts'

export interface SeededChat {
  session_id: SessionId
  /** Prompt, answer, prompt, answer …, oldest first. */
  message_ids: MessageId[]
  /** Of all texts. */
  characters: number
}

export interface ChatSeed {
  title: string
  turns: number
  /** Model tokens of each answer. */
  answer_tokens: number
}

/** Writes a chat into a database of its own app, as the app would have: for one that is not running. */
export async function seedChat(file: string, { title, turns, answer_tokens }: ChatSeed): Promise<SeededChat> {
  const { db } = await openDatabase({ file, now: Date.now() })
  const model = { connection_id: 'simulator' as ConnectionId, model: 'normal' }
  const session_id = randomUUID() as SessionId
  const message_ids: MessageId[] = []
  let characters = 0
  const add = (role: Message['role'], text: string, n: number): void => {
    const message_id = randomUUID() as MessageId
    const answer = role === 'assistant'
    const timings = { first_token_ms: 40, total_ms: 1_000, tokens: answer_tokens }
    insertMessage(db, {
      message_id,
      session_id,
      parent_id: message_ids.at(-1) ?? null,
      role,
      parts: [{ channel: 'answer', text }],
      created_at: Date.UTC(2026, 0, 1) + n * 1_000,
      model: answer ? model : null,
      stream_id: answer ? (randomUUID() as StreamId) : null,
      end: answer ? { reason: 'success', timings } : null,
    })
    message_ids.push(message_id)
    characters += text.length
  }
  inTransaction(db, () => {
    const at = Date.now()
    const marks = { pinned: false, archived: false, leaf_id: null, deleted_at: null }
    insertSession(db, { session_id, title, created_at: at, updated_at: at, model, ...marks })
    for (let n = 0; n < turns; n++) {
      const prompt = `Question ${n} of “${title}”?`
      add('user', prompt, n)
      add('assistant', seededText({ prompt, model: 'normal', seed: n }, answer_tokens), n)
    }
    changeSession(db, session_id, { leaf_id: message_ids.at(-1) ?? null })
  })
  closeDatabase(db)
  return { session_id, message_ids, characters }
}
