import { join } from 'node:path'
import { closeDatabase, openDatabase } from '../../src/main/store/database.ts'
import { insertMessage } from '../../src/main/store/tables/message-table.ts'
import { insertSession } from '../../src/main/store/tables/session-table.ts'
import type { SessionRow } from '../../src/main/store/tables/session-table.ts'
import { inTransaction } from '../../src/main/store/transaction.ts'
import type { MessageId, SessionId, StreamId } from '../../src/shared/ids.ts'
import type { Message } from '../../src/shared/session.ts'

const ASKS = [
  'How do I',
  'Why does',
  'Explain how to',
  'Draft a letter about',
  'What is the best way to',
  'Help me',
  '请解释',
]
const DOES = [
  'clean',
  'mend',
  'plan',
  'measure',
  'translate',
  'cook',
  'sharpen',
  'prune',
  'debug',
  'insulate',
  'price',
]
const THINGS = [
  'a lock gate',
  'the garden in March',
  'a Rust borrow that is too long',
  'my résumé',
  'an old bicycle hub',
  'the SQL behind this report',
  'a tomato soup',
  'the roof of a shed',
  '水门的闸板',
]

/** One session in so many: over two years, 10,000 of them are 14 a day. */
const APART_MS = 105 * 60_000

/** Puts `count` finished chats of one turn into the store of a data folder; the newest is `count - 1`, changed just now. */
export async function seedSessions(
  userDataDir: string,
  count: number,
  change: (row: SessionRow, index: number) => SessionRow = (row) => row,
): Promise<void> {
  const now = Date.now()
  const { db } = await openDatabase({ file: join(userDataDir, 'sluice.db'), now })
  inTransaction(db, () => {
    for (let index = 0; index < count; index++) {
      const at = now - (count - 1 - index) * APART_MS
      const { row, messages } = finishedChat(index, at)
      insertSession(db, change(row, index))
      for (const message of messages) insertMessage(db, message)
    }
  })
  closeDatabase(db)
}

export function seededTitle(index: number): string {
  const pick = (words: readonly string[], step: number): string =>
    words[Math.floor(index / step) % words.length] ?? ''
  return `${pick(ASKS, 1)} ${pick(DOES, 7)} ${pick(THINGS, 3)}, no. ${index}`
}

function finishedChat(index: number, at: number): { row: SessionRow; messages: Message[] } {
  const id = (kind: string): string => `${kind}0000000-0000-4000-8000-${String(index).padStart(12, '0')}`
  const session_id = id('5') as SessionId
  const model = { connection_id: 'simulator' as never, model: 'normal' }
  const title = seededTitle(index)
  const prompt: Message = {
    message_id: id('a') as MessageId,
    session_id,
    parent_id: null,
    role: 'user',
    parts: [{ channel: 'answer', text: title }],
    created_at: at,
    model: null,
    stream_id: null,
    end: null,
  }
  const answer: Message = {
    ...prompt,
    message_id: id('b') as MessageId,
    parent_id: prompt.message_id,
    role: 'assistant',
    parts: [{ channel: 'answer', text: `The answer of chat ${index}.` }],
    model,
    stream_id: id('c') as StreamId,
    end: { reason: 'success', timings: { first_token_ms: 100, total_ms: 2_000, tokens: 20 } },
  }
  const row: SessionRow = {
    session_id,
    title,
    created_at: at,
    updated_at: at,
    model,
    pinned: false,
    archived: false,
    leaf_id: answer.message_id,
    deleted_at: null,
  }
  return { row, messages: [prompt, answer] }
}
