import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { MessageId, SessionId, StreamId } from '../../../shared/ids.ts'
import type { Message, MessagePart, Versions } from '../../../shared/session.ts'
import type { StreamEnd } from '../../../shared/stream-end.ts'
import { indexMessage } from '../search/search-index.ts'
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

/**
 * Gives an answer to a new stream, its text as it is; false when that is not what the stream `continues` left on disk: it
 * still runs, or a newer one wrote meanwhile.
 */
export function reopenMessage(db: DatabaseSync, answer: Message, continues: StreamId): boolean {
  const { message_id, session_id, stream_id, model } = answer
  const { changes } = db
    .prepare(
      `UPDATE message SET stream_id = :stream_id, "end" = NULL, connection_id = :connection_id, model = :model
       WHERE message_id = :message_id AND session_id = :session_id AND stream_id = :continues AND "end" IS NOT NULL`,
    )
    .run({ message_id, session_id, stream_id, continues, ...modelColumns(model) })
  return changes === 1
}

/** Where a message stands in its tree. */
export interface MessagePlace {
  role: Message['role']
  parent_id: MessageId | null
}

/** null when the session has no such message. */
export function placeOf(db: DatabaseSync, session_id: SessionId, message_id: MessageId): MessagePlace | null {
  const sql = 'SELECT role, parent_id FROM message WHERE session_id = ? AND message_id = ?'
  const row = db.prepare(sql).get(session_id, message_id)
  return row ? ({ role: row['role'], parent_id: row['parent_id'] } as MessagePlace) : null
}

/** null when the session has no such message. */
export function readMessage(db: DatabaseSync, session_id: SessionId, message_id: MessageId): Message | null {
  const row = db
    .prepare(`SELECT ${COLUMNS} FROM message WHERE session_id = ? AND message_id = ?`)
    .get(session_id, message_id)
  return row ? messageOf(row) : null
}

/** The end of the branch a message is in: at each step down the newest child. */
export function newestLeafBelow(db: DatabaseSync, session_id: SessionId, message_id: MessageId): MessageId {
  const below = db.prepare(
    'SELECT message_id FROM message WHERE session_id = ? AND parent_id = ? ORDER BY position DESC LIMIT 1',
  )
  let leaf = message_id
  for (;;) {
    const child = below.get(session_id, leaf)
    if (!child) return leaf
    leaf = child['message_id'] as MessageId
  }
}

export function hasMessage(db: DatabaseSync, session_id: SessionId, message_id: MessageId): boolean {
  const sql = 'SELECT 1 FROM message WHERE session_id = ? AND message_id = ?'
  return db.prepare(sql).get(session_id, message_id) !== undefined
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
    return row ? [messageOf(row)] : []
  })
}

/** From the top of the conversation down to `message_id`; of a running answer what it held before its stream began. */
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
  return rows.map(messageOf)
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

/** What the message of this stream holds; while the stream runs, what it held before. */
export function partsOf(db: DatabaseSync, stream_id: StreamId): MessagePart[] {
  const row = db.prepare('SELECT parts FROM message WHERE stream_id = ?').get(stream_id)
  return row ? (JSON.parse(String(row['parts'])) as MessagePart[]) : []
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

/** Messages without an end whose stream may have been running, without what is saved of its text. */
export function streamingMessages(db: DatabaseSync): Message[] {
  const sql = `SELECT ${COLUMNS} FROM message WHERE stream_id IS NOT NULL AND "end" IS NULL`
  return db.prepare(sql).all().map(messageOf)
}

function messageOf(row: Record<string, SQLOutputValue>): Message {
  const { message_id, session_id, parent_id, role, created_at, stream_id } = row
  const rest = { message_id, session_id, parent_id, role, created_at, stream_id }
  const parts = JSON.parse(String(row['parts'])) as MessagePart[]
  const end = row['end'] === null ? null : (JSON.parse(String(row['end'])) as StreamEnd)
  return { ...(rest as unknown as Omit<Message, 'parts' | 'model' | 'end'>), parts, model: modelOf(row), end }
}
