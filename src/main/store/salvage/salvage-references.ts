import type { DatabaseSync } from 'node:sqlite'

export const RECOVERED_TITLE = 'Recovered chat'
const UUID_LENGTH = 36

/**
 * Makes what was saved a whole again: every message hangs below one that is there and belongs to a chat that is there.
 * `temp.lost_message` holds what indexes still knew of the messages that are lost.
 */
export function mendReferences(db: DatabaseSync): void {
  makeLostSessions(db)
  mendParents(db)
  mendLeaves(db)
  db.exec(
    'DELETE FROM chunk WHERE stream_id NOT IN (SELECT stream_id FROM message WHERE stream_id IS NOT NULL)',
  )
  removeDangling(db)
}

/** What belongs to a chat whose own row is lost comes back as a chat. */
function makeLostSessions(db: DatabaseSync): void {
  const has = (table: string): boolean =>
    db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(table) !== undefined
  const owners = ['SELECT session_id FROM message']
  if (has('queued_prompt')) owners.push('SELECT session_id FROM queued_prompt')
  if (has('draft')) owners.push(`SELECT key FROM draft WHERE length(key) = ${UUID_LENGTH}`)
  const lost = db.prepare(
    `WITH owner (session_id) AS (${owners.join(' UNION ')})
     SELECT session_id FROM owner WHERE session_id NOT IN (SELECT session_id FROM session) ORDER BY session_id`,
  )
  const make = db.prepare(
    `INSERT INTO session (session_id, title, created_at, updated_at, connection_id, model)
     SELECT :session_id, :title, coalesce(min(created_at), 0), coalesce(max(created_at), 0), NULL, NULL
     FROM message WHERE session_id = :session_id`,
  )
  const setModel = db.prepare(
    `UPDATE session SET (connection_id, model) =
       (SELECT connection_id, model FROM message
        WHERE session_id = :session_id AND model IS NOT NULL ORDER BY position DESC LIMIT 1)
     WHERE session_id = :session_id`,
  )
  for (const { session_id } of lost.all()) {
    make.run({ session_id: String(session_id), title: RECOVERED_TITLE })
    setModel.run({ session_id: String(session_id) })
  }
}

/** A message whose parent is lost hangs below the nearest ancestor that was saved, or at the top. */
function mendParents(db: DatabaseSync): void {
  const orphans = db.prepare(
    `SELECT position, session_id, parent_id FROM message AS child WHERE parent_id IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM message WHERE message_id = child.parent_id AND session_id = child.session_id)`,
  )
  const attach = db.prepare('UPDATE message SET parent_id = ? WHERE position = ?')
  const savedAbove = ancestors(db)
  for (const { position, session_id, parent_id } of orphans.all()) {
    attach.run(savedAbove(String(parent_id), String(session_id), Number(position)), position ?? null)
  }
}

/** A chat shows the branch it showed, as far down as that was saved; where nothing tells, the newest. */
function mendLeaves(db: DatabaseSync): void {
  const wrong = db.prepare(
    `SELECT session_id, leaf_id, (SELECT max(position) FROM message WHERE session_id = own.session_id) AS newest
     FROM session AS own WHERE NOT EXISTS
       (SELECT 1 FROM message WHERE message_id = own.leaf_id AND session_id = own.session_id)`,
  )
  const show = db.prepare(
    `UPDATE session SET leaf_id = coalesce(:leaf_id, (SELECT message_id FROM message WHERE position = :newest))
     WHERE session_id = :session_id`,
  )
  const savedAbove = ancestors(db)
  for (const { session_id, leaf_id, newest } of wrong.all()) {
    const above = leaf_id === null ? null : savedAbove(String(leaf_id), String(session_id), Infinity)
    show.run({ session_id: String(session_id), leaf_id: above, newest: newest ?? null })
  }
}

/** Finds the nearest message at or above `message_id` that was saved, came before `position` and is of this chat. */
function ancestors(db: DatabaseSync) {
  const saved = db.prepare('SELECT 1 FROM message WHERE message_id = ? AND session_id = ? AND position < ?')
  db.exec(`CREATE TABLE IF NOT EXISTS temp.lost_message (at INTEGER PRIMARY KEY, message_id, parent_id);
    CREATE INDEX IF NOT EXISTS temp.lost_by_id ON lost_message (message_id)`)
  const lost = db.prepare('SELECT parent_id FROM temp.lost_message WHERE message_id = ?')
  return (message_id: string, session_id: string, position: number): string | null => {
    const seen = new Set<string>()
    for (let at: string | null = message_id; at !== null && !seen.has(at);) {
      if (saved.get(at, session_id, position)) return at
      seen.add(at)
      const above: unknown = lost.get(at)?.['parent_id']
      at = typeof above === 'string' ? above : null
    }
    return null
  }
}

/** What still refers to something lost; of tables that the rules above do not know. */
function removeDangling(db: DatabaseSync): void {
  for (const { table, rowid } of db.prepare('PRAGMA foreign_key_check').all()) {
    if (rowid !== null) db.prepare(`DELETE FROM "${String(table)}" WHERE rowid = ?`).run(Number(rowid))
  }
}
