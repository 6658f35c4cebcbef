import type { DatabaseSync } from 'node:sqlite'
import type { ChatHeader, ChatMessage } from '../../shared/chat-record.ts'
import type { SessionId } from '../../shared/ids.ts'
import { insertMessage } from './tables/message-table.ts'
import type { SessionRow } from './tables/session-table.ts'
import { modelColumns, purgeSession, readSession } from './tables/session-table.ts'
import { forgetMessages } from './search/search-index.ts'
import { inTransaction } from './transaction.ts'

/**
 * A chat comes in behind a curtain: as a tombstone, in steps that are transactions of their own, and all chats of a file are
 * shown in one more. What a crash leaves behind the curtain is purged by the next start, like every tombstone.
 */

export interface StagedPart {
  session_id: SessionId
  /** The chat, before its first messages; null when it is there already. */
  header: ChatHeader | null
  messages: ChatMessage[]
}

export interface StagedStep {
  /** In the order in which they shall be found. */
  chats: StagedPart[]
  /** What the tombstones are dated with. */
  staged_at: number
}

export interface KnownIds {
  messages: string[]
  streams: string[]
  prompts: string[]
}

/** Returns how long the transaction took, in the worker. */
export function stageChats(db: DatabaseSync, { chats, staged_at }: StagedStep): { step_ms: number } {
  const from = performance.now()
  inTransaction(db, () => {
    for (const { session_id, header, messages } of chats) {
      if (header) insertChat(db, header, staged_at)
      for (const message of messages) insertMessage(db, { ...message, session_id })
    }
  })
  return { step_ms: performance.now() - from }
}

function insertChat(db: DatabaseSync, header: ChatHeader, staged_at: number): void {
  const { session_id, title, created_at, updated_at, system_prompt, leaf_id, draft, queue } = header
  db.prepare(
    `INSERT INTO session (session_id, title, created_at, updated_at, pinned, archived, connection_id, model,
       system_prompt, parameters, leaf_id, deleted_at)
     VALUES (:session_id, :title, :created_at, :updated_at, :pinned, :archived, :connection_id, :model,
       :system_prompt, :parameters, :leaf_id, :deleted_at)`,
  ).run({
    session_id,
    title,
    created_at,
    updated_at,
    system_prompt,
    leaf_id,
    ...modelColumns(header.model),
    pinned: Number(header.pinned),
    archived: Number(header.archived),
    parameters: JSON.stringify(header.parameters),
    deleted_at: staged_at,
  })
  if (draft !== null) {
    db.prepare('INSERT OR REPLACE INTO draft (key, text) VALUES (?, ?)').run(session_id, draft)
  }
  const insert = db.prepare(
    'INSERT INTO queued_prompt (queue_id, session_id, place, text, created_at) VALUES (?, ?, ?, ?, ?)',
  )
  for (const [place, prompt] of queue.entries()) {
    insert.run(prompt.queue_id, session_id, place + 1, prompt.text, prompt.created_at)
  }
}

/** Whether any of these ids is taken, by whatever chat. */
export function anyKnown(db: DatabaseSync, { messages, streams, prompts }: KnownIds): boolean {
  const has = (sql: string, ids: readonly string[]): boolean => {
    const find = db.prepare(sql)
    return ids.some((id) => find.get(id) !== undefined)
  }
  return (
    has('SELECT 1 FROM message WHERE message_id = ?', messages) ||
    has('SELECT 1 FROM message WHERE stream_id = ?', streams) ||
    has('SELECT 1 FROM queued_prompt WHERE queue_id = ?', prompts)
  )
}

/** Whether a chat has this id, be it deleted. */
export function isChat(db: DatabaseSync, session_id: SessionId): boolean {
  return readSession(db, session_id) !== null
}

/** Draws the curtain: all chats at once, or none. */
export function revealChats(db: DatabaseSync, session_ids: readonly SessionId[]): void {
  inTransaction(db, () => {
    const reveal = db.prepare('UPDATE session SET deleted_at = NULL WHERE session_id = ?')
    for (const session_id of session_ids) reveal.run(session_id)
  })
}

export function sessionRows(db: DatabaseSync, session_ids: readonly SessionId[]): SessionRow[] {
  return session_ids.flatMap((session_id) => readSession(db, session_id) ?? [])
}

/** Takes back a step of a staged chat, its newest messages first; true while something of it is left. */
export function discardStaged(
  db: DatabaseSync,
  { session_id, limit }: { session_id: SessionId; limit: number },
): boolean {
  return inTransaction(db, () => {
    const newest = 'SELECT position FROM message WHERE session_id = ? ORDER BY position DESC LIMIT ?'
    const positions = db
      .prepare(newest)
      .all(session_id, limit)
      .map((row) => Number(row['position']))
    forgetMessages(db, positions)
    const remove = db.prepare('DELETE FROM message WHERE position = ?')
    for (const position of positions) remove.run(position)
    if (positions.length === limit) return true
    purgeSession(db, session_id)
    return false
  })
}
