import type { DatabaseSync } from 'node:sqlite'
import { withAbove } from '../../../shared/draft-text.ts'
import type { SessionId } from '../../../shared/ids.ts'

/** '' when there is none. `key`: a session, or '' for a chat that does not exist yet. */
export function readDraft(db: DatabaseSync, key: SessionId | ''): string {
  return String(db.prepare('SELECT text FROM draft WHERE key = ?').get(key)?.['text'] ?? '')
}

export interface DraftToWrite {
  /** A session, or '' for a chat that does not exist yet. */
  key: SessionId | ''
  /** null: as it is. */
  text: string | null
  /** What has to stand above it, unless it does. */
  above: readonly string[]
}

/** An empty text removes the draft. One of a session that is gone is not kept: nothing would ever remove it. */
export function writeDraft(db: DatabaseSync, { key, above, ...wanted }: DraftToWrite): void {
  const below = wanted.text ?? readDraft(db, key)
  const text = above.length > 0 ? withAbove(below, above) : below
  if (text === '') {
    db.prepare('DELETE FROM draft WHERE key = ?').run(key)
    return
  }
  db.prepare(
    `INSERT OR REPLACE INTO draft (key, text)
     SELECT :key, :text WHERE :key = '' OR EXISTS (SELECT 1 FROM session WHERE session_id = :key)`,
  ).run({ key, text })
}
