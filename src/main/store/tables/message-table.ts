import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { MessageId, SessionId, StreamId } from '../../../shared/ids.ts'
import type { Message, MessagePart, Versions } from '../../../shared/session.ts'
import type { StreamEnd } from '../../../shared/stream-end.ts'
import { foldChunks } from '../chunk-rows.ts'
import { indexMessage } from '../search/search-index.ts'
import { chunksOf } from './chunk-table.ts'
import { modelColumns, modelOf } from './session-table.ts'

const COLUMNS =
  'message_id, session_id, parent_id, role, parts, created_at, connection_id, model, stream_id, "end"'

export function insertMessage(db: DatabaseSync, message: Message): void {
  const { model, parts, end, ...columns } = message
  const { lastInsertRowid } = db
    .prepare(
      `INSERT INTO message (${COLUMNS}) VALUES
     (:message_id, :session_id, :parent_id, :role, :parts, :created_at, :connection_id, :model, :stream_id, :end)`,
    )
    .run({
      ...columns,
      ...modelColumns(model),
      parts: JSON.stringify(parts),
      end: end && JSON.stringify(end),
    })
  // A running answer is found once it has its end.
  if (message.stream_id === null || end) indexMessage(db, lastInsertRowid, parts)
}

export function hasMessage(db: DatabaseSync, session_id: SessionId, message_id: MessageId): boolean {
  const sql = 'SELECT 1 FROM message WHERE session_id = ? AND message_id = ?'
  return db.prepare(sql).get(session_id, message_id) !== undefined
}

/** null when the session has no such message. */
export function readMessage(db: DatabaseSync, session_id: SessionId, message_id: MessageId): Message | null {
  const row = db
    .prepare(`SELECT ${COLUMNS} FROM message WHERE session_id = ? AND message_id = ?`)
    .get(session_id, message_id)
  return row ? messageOf(db, row) : null
}

/** A message's place in its branch, without its text. */
export interface BranchStep {
  message_id: MessageId
  parent_id: MessageId | null
  /** Of its saved parts, read from the row's header alone. */
  bytes: number
}

/** From `message_id` up to the top of the conversation. */
export function stepsUp(db: DatabaseSync, message_id: MessageId | null): BranchStep[] {
  const rows = db
    .prepare(
      `WITH RECURSIVE branch (message_id, parent_id, bytes, height) AS (
         SELECT message_id, parent_id, octet_length(parts), 0 FROM message WHERE message_id = ?
         UNION ALL
         SELECT message.message_id, message.parent_id, octet_length(parts), height + 1
         FROM branch JOIN message ON message.message_id = branch.parent_id
       )
       SELECT message_id, parent_id, bytes FROM branch ORDER BY height`,
    )
    .all(message_id)
  return rows.map((row) => ({ ...row }) as unknown as BranchStep)
}

/** These messages, in this order. */
export function readMessages(db: DatabaseSync, message_ids: readonly MessageId[]): Message[] {
  const one = db.prepare(`SELECT ${COLUMNS} FROM message WHERE message_id = ?`)
  return message_ids.flatMap((message_id) => {
    const row = one.get(message_id)
    return row ? [messageOf(db, row)] : []
  })
}

/** From the top of the conversation down to `message_id`; the text of a running answer as far as it is saved. */
export function branchTo(db: DatabaseSync, message_id: MessageId | null): Message[] {
  const rows = db
    .prepare(
      `WITH RECURSIVE branch (at, above_id, height) AS (
         SELECT position, parent_id, 0 FROM message WHERE message_id = ?
         UNION ALL
         SELECT position, parent_id, height + 1 FROM branch JOIN message ON message_id = above_id
       )
       SELECT ${COLUMNS} FROM branch JOIN message ON position = at ORDER BY height DESC`,
    )
    .all(message_id)
  return rows.map((row) => messageOf(db, row))
}

/** The siblings of these messages, for those that have any. A message at the top has the session's other tops. */
export function versionsOf(db: DatabaseSync, messages: readonly Message[]): Versions {
  const below = db.prepare(
    'SELECT message_id FROM message WHERE session_id = ? AND parent_id IS ? ORDER BY position',
  )
  const versions: Record<string, MessageId[]> = {}
  for (const { message_id, session_id, parent_id } of messages) {
    const rows = below.all(session_id, parent_id)
    if (rows.length > 1) versions[message_id] = rows.map((row) => row['message_id'] as MessageId)
  }
  return versions
}

/** Whether the stream may still write: its message exists, is its own, and has no end. */
export type Writable = 'yes' | 'ended' | 'gone'

export function writable(db: DatabaseSync, stream_id: StreamId): Writable {
  const row = db.prepare('SELECT "end" IS NULL AS open FROM message WHERE stream_id = ?').get(stream_id)
  return row === undefined ? 'gone' : row['open'] === 1 ? 'yes' : 'ended'
}

/** The caller has made sure that it had no end: the first one stays. */
export function endMessage(
  db: DatabaseSync,
  stream_id: StreamId,
  parts: readonly MessagePart[],
  end: StreamEnd,
): void {
  const sql = 'UPDATE message SET parts = ?, "end" = ? WHERE stream_id = ? RETURNING position'
  const row = db.prepare(sql).get(JSON.stringify(parts), JSON.stringify(end), stream_id)
  if (row) indexMessage(db, Number(row['position']), parts)
}

/** Messages without an end whose stream may have been running, with the text saved of them. */
export function streamingMessages(db: DatabaseSync): Message[] {
  const sql = `SELECT ${COLUMNS} FROM message WHERE stream_id IS NOT NULL AND "end" IS NULL`
  return db
    .prepare(sql)
    .all()
    .map((row) => messageOf(db, row))
}

function messageOf(db: DatabaseSync, row: Record<string, SQLOutputValue>): Message {
  const { message_id, session_id, parent_id, role, created_at, stream_id } = row
  const rest = { message_id, session_id, parent_id, role, created_at, stream_id }
  const saved = JSON.parse(String(row['parts'])) as MessagePart[]
  const end = row['end'] === null ? null : (JSON.parse(String(row['end'])) as StreamEnd)
  const running = stream_id !== null && end === null
  const parts = running ? foldChunks(saved, chunksOf(db, stream_id as StreamId)) : saved
  return { ...(rest as unknown as Omit<Message, 'parts' | 'model' | 'end'>), parts, model: modelOf(row), end }
}
