import { createHash, randomUUID } from 'node:crypto'
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { closeDatabase, openDatabase } from '../../../../src/main/store/database.ts'
import type { Migration } from '../../../../src/main/store/migrations/migrations.ts'
import { MIGRATIONS } from '../../../../src/main/store/migrations/migrations.ts'

export const PAGE_BYTES = 4_096
export const NOW = Date.UTC(2026, 0, 2, 3, 4, 5)

export interface Filling {
  chats: number
  /** Messages of each. */
  messages: number
  migrations?: readonly Migration[]
}

/** A database of chats of one branch each, of short and long messages. Messages can be told from each other by their text. */
export async function fillChats(file: string, filling: Filling): Promise<void> {
  const { chats, messages, migrations = MIGRATIONS } = filling
  const { db } = await openDatabase({ file, now: NOW, migrations })
  db.exec('BEGIN')
  for (let chat = 0; chat < chats; chat++) fillChat(db, chat, messages)
  db.exec('COMMIT')
  // Not marked as an end in order: the next start will look.
  closeDatabase(db, true)
}

/** Adds a chat, and the writer dies: it is in the write-ahead log alone. */
export async function addChatAndDie(file: string, messages: number): Promise<void> {
  const { db } = await openDatabase({ file, now: NOW })
  db.exec('PRAGMA wal_autocheckpoint = 0; BEGIN')
  fillChat(db, 1_000, messages)
  db.exec('COMMIT')
  const cut = [file, `${file}-wal`].map((name) => ({ name, bytes: readFileSync(name) }))
  db.close()
  for (const { name, bytes } of cut) writeFileSync(name, bytes)
}

function fillChat(db: DatabaseSync, chat: number, messages: number): void {
  const session_id = randomUUID()
  const ids = Array.from({ length: messages }, () => randomUUID())
  db.prepare(
    'INSERT INTO session (session_id, title, created_at, updated_at, leaf_id) VALUES (?, ?, ?, ?, ?)',
  ).run(session_id, `Chat ${chat}`, chat, chat, ids.at(-1) ?? null)
  const insert = db.prepare(
    `INSERT INTO message (message_id, session_id, parent_id, role, parts, created_at, stream_id, "end")
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  for (const [i, id] of ids.entries()) {
    const words = `chat ${chat} message ${i} `.repeat(1 + ((i * 37) % 40) + (i % 50 === 49 ? 600 : 0))
    const parts = JSON.stringify([{ channel: 'answer', text: words }])
    const answer = i % 2 === 1
    const [stream_id, end] = answer ? [randomUUID(), '{"reason":"success"}'] : [null, null]
    const parent_id = ids[i - 1] ?? null
    insert.run(id, session_id, parent_id, answer ? 'assistant' : 'user', parts, i, stream_id, end)
  }
}

/** The pages, numbered from 1, are filled with what makes no sense. */
export function overwritePages(file: string, pages: readonly number[]): void {
  const handle = openSync(file, 'r+')
  const noise = Buffer.alloc(PAGE_BYTES, 0xa5)
  for (const page of pages) writeSync(handle, noise, 0, PAGE_BYTES, (page - 1) * PAGE_BYTES)
  closeSync(handle)
}

/** The pages of a table or an index, the first one its root: `leaf`, `internal` or `overflow`. */
export function pagesOf(file: string, name: string, pagetype: 'leaf' | 'internal' | 'overflow'): number[] {
  const db = new DatabaseSync(file, { readOnly: true })
  const rows = db
    .prepare('SELECT pageno FROM dbstat WHERE name = ? AND pagetype = ? ORDER BY path')
    .all(name, pagetype)
  db.close()
  return rows.map(({ pageno }) => Number(pageno))
}

export interface Kept {
  session_id: string
  message_id: string
  parent_id: string | null
  parts: string
}

/** All messages, in the order in which they came. */
export function messagesIn(file: string): Kept[] {
  const db = new DatabaseSync(file, { readOnly: true })
  const rows = db
    .prepare('SELECT session_id, message_id, parent_id, parts FROM message ORDER BY position')
    .all()
  db.close()
  return rows.map((row) => ({ ...row }) as unknown as Kept)
}

export function rowsIn(file: string, sql: string): Record<string, unknown>[] {
  const db = new DatabaseSync(file, { readOnly: true })
  const rows = db.prepare(sql).all()
  db.close()
  return rows.map((row) => ({ ...row }))
}

export function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}
