import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { MessageId, SessionId } from '../../../shared/ids.ts'
import type { Parameters } from '../../../shared/parameters.ts'
import type {
  ChatSettings,
  ModelRef,
  ReadingPlace,
  Session,
  SessionDetails,
} from '../../../shared/session.ts'
import { forgetSession, indexTitle } from '../search/search-index.ts'

/** A session with what only the store needs of it. */
export interface SessionRow extends Session {
  /** The last message of the branch shown; null while it has none. */
  leaf_id: MessageId | null
  /** Milliseconds since 1970; set while it is a tombstone that can still be undone. */
  deleted_at: number | null
}

export type SessionChange = Partial<
  Pick<SessionRow, 'title' | 'model' | 'pinned' | 'archived' | 'leaf_id' | 'updated_at' | 'deleted_at'>
>

const COLUMNS =
  'session_id, title, created_at, updated_at, connection_id, model, pinned, archived, leaf_id, deleted_at'

/** In the order in which they were created. */
export function allSessions(db: DatabaseSync): SessionRow[] {
  return db.prepare(`SELECT ${COLUMNS} FROM session ORDER BY position`).all().map(sessionOf)
}

export function readSession(db: DatabaseSync, session_id: SessionId): SessionRow | null {
  const row = db.prepare(`SELECT ${COLUMNS} FROM session WHERE session_id = ?`).get(session_id)
  return row ? sessionOf(row) : null
}

/** Call it in a transaction. */
export function insertSession(db: DatabaseSync, row: SessionRow): void {
  const { model, pinned, archived, ...columns } = row
  const { lastInsertRowid } = db
    .prepare(
      `INSERT INTO session (${COLUMNS}) VALUES
       (:session_id, :title, :created_at, :updated_at, :connection_id, :model, :pinned, :archived, :leaf_id,
        :deleted_at)`,
    )
    .run({ ...columns, ...modelColumns(model), pinned: Number(pinned), archived: Number(archived) })
  if (row.title !== '') indexTitle(db, lastInsertRowid, row.title)
}

/** The row after the change; null when there is no such session. Call it in a transaction. */
export function changeSession(
  db: DatabaseSync,
  session_id: SessionId,
  change: SessionChange,
): SessionRow | null {
  const old = readSession(db, session_id)
  if (!old) return null
  const row = { ...old, ...change }
  const { created_at: _fixed, model, pinned, archived, ...columns } = row
  const changed = db
    .prepare(
      `UPDATE session SET title = :title, updated_at = :updated_at, connection_id = :connection_id,
         model = :model, pinned = :pinned, archived = :archived, leaf_id = :leaf_id, deleted_at = :deleted_at
       WHERE session_id = :session_id RETURNING position`,
    )
    .get({ ...columns, ...modelColumns(model), pinned: Number(pinned), archived: Number(archived) })
  if (changed && row.title !== old.title) indexTitle(db, Number(changed['position']), row.title)
  return row
}

/** Removes a session and everything in it for good. Call it in a transaction. */
export function purgeSession(db: DatabaseSync, session_id: SessionId): void {
  const ofSession = 'SELECT stream_id FROM message WHERE session_id = ? AND stream_id IS NOT NULL'
  db.prepare(`DELETE FROM chunk WHERE stream_id IN (${ofSession})`).run(session_id)
  db.prepare('DELETE FROM queued_prompt WHERE session_id = ?').run(session_id)
  db.prepare('DELETE FROM draft WHERE key = ?').run(session_id)
  forgetSession(db, session_id)
  // In one statement: the references of messages to their parents are checked at its end, so a long chat needs no recursion.
  db.prepare('DELETE FROM message WHERE session_id = ?').run(session_id)
  db.prepare('DELETE FROM session WHERE session_id = ?').run(session_id)
}

function sessionOf(row: Record<string, SQLOutputValue>): SessionRow {
  const { session_id, title, created_at, updated_at, pinned, archived, leaf_id, deleted_at } = row
  const rest = { session_id, title, created_at, updated_at, leaf_id, deleted_at }
  return {
    ...(rest as unknown as Omit<SessionRow, 'model' | 'pinned' | 'archived'>),
    model: modelOf(row),
    pinned: pinned === 1,
    archived: archived === 1,
  }
}

/** What only an open session needs; null when there is no such session. */
export function readDetails(db: DatabaseSync, session_id: SessionId): SessionDetails | null {
  const row = db
    .prepare(
      `SELECT system_prompt, parameters, place, coalesce(text, '') AS draft
       FROM session LEFT JOIN draft ON key = session_id WHERE session_id = ?`,
    )
    .get(session_id)
  if (!row) return null
  return {
    system_prompt: String(row['system_prompt']),
    parameters: JSON.parse(String(row['parameters'])) as Parameters,
    place: row['place'] === null ? null : (JSON.parse(String(row['place'])) as ReadingPlace),
    draft: String(row['draft']),
  }
}

/** The details after the change; null when there is no such session. */
export function configureSession(
  db: DatabaseSync,
  session_id: SessionId,
  { system_prompt, parameters }: ChatSettings,
): SessionDetails | null {
  db.prepare('UPDATE session SET system_prompt = ?, parameters = ? WHERE session_id = ?').run(
    system_prompt,
    JSON.stringify(parameters),
    session_id,
  )
  return readDetails(db, session_id)
}

/** Nothing happens for a session that is gone. */
export function writePlace(db: DatabaseSync, session_id: SessionId, place: ReadingPlace | null): void {
  const sql = 'UPDATE session SET place = ? WHERE session_id = ?'
  db.prepare(sql).run(place && JSON.stringify(place), session_id)
}

/** Sessions and messages keep a model in the same two columns. */
export function modelOf({ connection_id, model }: Record<string, SQLOutputValue>): ModelRef | null {
  return model === null ? null : ({ connection_id, model } as unknown as ModelRef)
}

export function modelColumns(model: ModelRef | null): { connection_id: string | null; model: string | null } {
  return { connection_id: model?.connection_id ?? null, model: model?.model ?? null }
}
