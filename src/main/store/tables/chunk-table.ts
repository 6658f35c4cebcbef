import type { DatabaseSync } from 'node:sqlite'
import type { StreamId } from '../../../shared/ids.ts'
import type { ChunkRow } from '../chunk-rows.ts'

/** Saving a batch again whose commit was in doubt writes the same rows over themselves. */
export function writeChunks(db: DatabaseSync, rows: readonly ChunkRow[]): void {
  const insert = db.prepare(
    'INSERT OR REPLACE INTO chunk (stream_id, first_seq, last_seq, channel, text) VALUES (?, ?, ?, ?, ?)',
  )
  for (const { stream_id, first_seq, last_seq, channel, text } of rows) {
    insert.run(stream_id, first_seq, last_seq, channel, text)
  }
}

export function chunksOf(db: DatabaseSync, stream_id: StreamId): ChunkRow[] {
  const sql =
    'SELECT stream_id, first_seq, last_seq, channel, text FROM chunk WHERE stream_id = ? ORDER BY first_seq'
  return db.prepare(sql).all(stream_id) as unknown as ChunkRow[]
}

export function deleteChunks(db: DatabaseSync, stream_id: StreamId): void {
  db.prepare('DELETE FROM chunk WHERE stream_id = ?').run(stream_id)
}
