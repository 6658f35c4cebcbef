import type { DatabaseSync } from 'node:sqlite'
import type { QueueId, SessionId } from '../../../shared/ids.ts'
import type { QueuedPrompt } from '../../../shared/prompt-queue.ts'

export interface QueueRow extends QueuedPrompt {
  session_id: SessionId
}

/** Session by session, in each the next one first. */
export function allQueued(db: DatabaseSync): QueueRow[] {
  const sql = `SELECT queue_id, session_id, text, created_at FROM queued_prompt
    ORDER BY session_id, place, created_at, queue_id`
  return db
    .prepare(sql)
    .all()
    .map(
      ({ queue_id, session_id, text, created_at }) =>
        ({ queue_id, session_id, text, created_at }) as unknown as QueueRow,
    )
}

export function insertQueued(db: DatabaseSync, row: QueueRow, place: number): void {
  db.prepare(
    `INSERT INTO queued_prompt (queue_id, session_id, place, text, created_at)
     VALUES (:queue_id, :session_id, :place, :text, :created_at)`,
  ).run({ ...row, place })
}

/** Gives each prompt the place it has in `order`. One that is not there any more stays away. */
export function orderQueued(db: DatabaseSync, order: readonly QueueId[]): void {
  const update = db.prepare('UPDATE queued_prompt SET place = ? WHERE queue_id = ?')
  for (const [place, queue_id] of order.entries()) update.run(place, queue_id)
}

/** False when it is not there any more. */
export function editQueued(db: DatabaseSync, queue_id: QueueId, text: string): boolean {
  return db.prepare('UPDATE queued_prompt SET text = ? WHERE queue_id = ?').run(text, queue_id).changes > 0
}

/** False when it was not there. */
export function deleteQueued(db: DatabaseSync, queue_id: QueueId): boolean {
  return db.prepare('DELETE FROM queued_prompt WHERE queue_id = ?').run(queue_id).changes > 0
}
