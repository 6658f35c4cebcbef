import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { ChatHeader, ChatMessage, QueuedRecord } from '../../shared/chat-record.ts'
import { orderedMessage } from '../../shared/chat-record.ts'
import type { MessageId, SessionId } from '../../shared/ids.ts'
import type { Parameters } from '../../shared/parameters.ts'
import type { MessagePart } from '../../shared/session.ts'
import type { StreamEnd } from '../../shared/stream-end.ts'
import { chunksOf } from './tables/chunk-table.ts'
import { foldChunks } from './chunk-rows.ts'
import { modelOf } from './tables/session-table.ts'

/** How many messages one look upwards along a branch takes in. */
const ABOVE_MAX = 2_000

/** A chat at one moment: what comes after `until` is not part of it. */
export interface ChatAtMoment {
  header: ChatHeader
  /** The position of its newest message; 0 when it has none. */
  until: number
}

export interface PageWanted {
  session_id: SessionId
  /** The position of the last message of the page before; 0 for the first page. */
  after: number
  until: number
  /** A page ends with the message that makes it this large, as the database holds it. */
  max_bytes: number
}

export interface ChatPage {
  messages: ChatMessage[]
  /** The `after` of the next page; null when this was the last one. */
  next: number | null
}

/** A stretch of a branch, from its lower end upwards. */
export interface BranchStretch {
  /** Positions and sizes, the lowest message first. */
  rows: { position: number; bytes: number }[]
  /** The message that follows upwards; null at the top. */
  above: MessageId | null
}

/** The chats there are, in the order in which they came. */
export function exportableChats(db: DatabaseSync): SessionId[] {
  const rows = db.prepare('SELECT session_id FROM session WHERE deleted_at IS NULL ORDER BY position').all()
  return rows.map((row) => String(row['session_id']) as SessionId)
}

/** null when it does not exist, or is deleted. */
export function chatAtMoment(db: DatabaseSync, session_id: SessionId): ChatAtMoment | null {
  const row = db
    .prepare(
      `SELECT session_id, title, created_at, updated_at, pinned, archived, connection_id, model, system_prompt,
         parameters, leaf_id, draft.text AS draft,
         (SELECT coalesce(max(position), 0) FROM message WHERE message.session_id = session.session_id) AS until
       FROM session LEFT JOIN draft ON draft.key = session.session_id
       WHERE session_id = ? AND deleted_at IS NULL`,
    )
    .get(session_id)
  return row ? { header: headerOf(db, row), until: Number(row['until']) } : null
}

function headerOf(db: DatabaseSync, row: Record<string, SQLOutputValue>): ChatHeader {
  const { session_id, title, created_at, updated_at, system_prompt, leaf_id, draft } = row
  const plain = { session_id, title, created_at, updated_at, system_prompt, leaf_id, draft }
  const queue = db
    .prepare(
      'SELECT queue_id, text, created_at FROM queued_prompt WHERE session_id = ? ORDER BY place, queue_id',
    )
    .all(session_id ?? null)
  return {
    ...(plain as unknown as ChatHeader),
    pinned: row['pinned'] === 1,
    archived: row['archived'] === 1,
    model: modelOf(row),
    parameters: JSON.parse(String(row['parameters'])) as Parameters,
    queue: queue.map((prompt) => ({ ...prompt }) as unknown as QueuedRecord),
  }
}

const COLUMNS =
  'position, message_id, parent_id, role, parts, created_at, connection_id, model, stream_id, "end"'

/** Messages in the order in which they came; null when the chat is gone by now. */
export function chatPage(
  db: DatabaseSync,
  { session_id, after, until, max_bytes }: PageWanted,
): ChatPage | null {
  if (!isShown(db, session_id)) return null
  const rows = db
    .prepare(
      `SELECT ${COLUMNS} FROM message WHERE session_id = ? AND position > ? AND position <= ? ORDER BY position`,
    )
    .iterate(session_id, after, until)
  const messages: ChatMessage[] = []
  let bytes = 0
  for (const row of rows) {
    messages.push(messageOf(db, row))
    bytes += String(row['parts']).length
    if (bytes >= max_bytes) return { messages, next: Number(row['position']) }
  }
  return { messages, next: null }
}

/** Upwards from a message. Sizes are told without the texts being read (https://sqlite.org/lang_corefunc.html#octet_length). */
export function branchAbove(db: DatabaseSync, message_id: MessageId): BranchStretch {
  const rows = db
    .prepare(
      `WITH RECURSIVE branch (at, above, height) AS (
         SELECT position, parent_id, 1 FROM message WHERE message_id = ?
         UNION ALL
         SELECT position, parent_id, height + 1 FROM branch JOIN message ON message_id = above WHERE height < ?
       )
       SELECT at AS position, octet_length(parts) AS bytes, above FROM branch JOIN message ON position = at
       ORDER BY height`,
    )
    .all(message_id, ABOVE_MAX)
  return {
    rows: rows.map(({ position, bytes }) => ({ position: Number(position), bytes: Number(bytes) })),
    above: (rows.at(-1)?.['above'] ?? null) as MessageId | null,
  }
}

/** The messages of a chat at these positions, in the same order; null when the chat is gone by now. */
export function messagesAt(
  db: DatabaseSync,
  { session_id, positions }: { session_id: SessionId; positions: readonly number[] },
): ChatMessage[] | null {
  if (!isShown(db, session_id)) return null
  const read = db.prepare(`SELECT ${COLUMNS} FROM message WHERE position = ?`)
  return positions.flatMap((position) => {
    const row = read.get(position)
    return row ? [messageOf(db, row)] : []
  })
}

function isShown(db: DatabaseSync, session_id: SessionId): boolean {
  const sql = 'SELECT 1 FROM session WHERE session_id = ? AND deleted_at IS NULL'
  return db.prepare(sql).get(session_id) !== undefined
}

function messageOf(db: DatabaseSync, row: Record<string, SQLOutputValue>): ChatMessage {
  const { message_id, parent_id, role, created_at, stream_id } = row
  const plain = { message_id, parent_id, role, created_at, stream_id } as unknown as ChatMessage
  const saved = JSON.parse(String(row['parts'])) as MessagePart[]
  const end = row['end'] === null ? null : (JSON.parse(String(row['end'])) as StreamEnd)
  const model = modelOf(row)
  if (end || plain.role === 'user') return orderedMessage({ ...plain, model, end, parts: saved })
  // It is still written: what is saved of it goes, and says of itself that it is not whole.
  const parts = plain.stream_id === null ? saved : foldChunks(saved, chunksOf(db, plain.stream_id))
  return orderedMessage({ ...plain, model, end: CUT, parts })
}

/** How an answer that has no end of its own is told. */
export const CUT: StreamEnd = {
  reason: 'interrupted',
  timings: { first_token_ms: null, total_ms: 0, tokens: 0 },
}
