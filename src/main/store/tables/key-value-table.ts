import type { DatabaseSync } from 'node:sqlite'

export interface KeyValue {
  key: string
  /** JSON, read by main with a schema; whatever lies here must not stop the start. */
  value: string
}

export function allSettings(db: DatabaseSync): KeyValue[] {
  const rows = db.prepare('SELECT key, value FROM setting ORDER BY key').all()
  return rows.map(({ key, value }) => ({ key: String(key), value: String(value) }))
}

export function writeSetting(db: DatabaseSync, { key, value }: KeyValue): void {
  db.prepare('INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)').run(key, value)
}

export function readState(db: DatabaseSync, key: string): string | null {
  const row = db.prepare('SELECT value FROM app_state WHERE key = ?').get(key)
  return row ? String(row['value']) : null
}

export function writeState(db: DatabaseSync, key: string, value: string): void {
  db.prepare('INSERT OR REPLACE INTO app_state (key, value) VALUES (?, ?)').run(key, value)
}

export function removeState(db: DatabaseSync, key: string): void {
  db.prepare('DELETE FROM app_state WHERE key = ?').run(key)
}
