import type { DatabaseSync } from 'node:sqlite'
import type { ServerKind } from '../../../shared/engine-info.ts'
import type { ConnectionId } from '../../../shared/ids.ts'

export interface ConnectionRow {
  connection_id: ConnectionId
  kind: ServerKind
  name: string
  url: string
  key_cipher: Uint8Array | null
}

/** In the order in which they were added. */
export function allConnections(db: DatabaseSync): ConnectionRow[] {
  const rows = db
    .prepare('SELECT connection_id, kind, name, url, key_cipher FROM connection ORDER BY position')
    .all()
  return rows.map((row) => ({ ...row }) as unknown as ConnectionRow)
}

export function writeConnection(db: DatabaseSync, row: ConnectionRow): void {
  db.prepare(
    `INSERT INTO connection (connection_id, kind, name, url, key_cipher) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (connection_id) DO UPDATE SET
       kind = excluded.kind, name = excluded.name, url = excluded.url, key_cipher = excluded.key_cipher`,
  ).run(row.connection_id, row.kind, row.name, row.url, row.key_cipher)
}

export function removeConnection(db: DatabaseSync, connection_id: ConnectionId): void {
  db.prepare('DELETE FROM connection WHERE connection_id = ?').run(connection_id)
}
