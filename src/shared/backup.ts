/**
 * A copy of all chats beside the database. `daily`: made once a day; `asked`: by a person’s click; `migration`: before the schema
 * changed; `restore`: what a restored copy replaced.
 */
export interface BackupInfo {
  /** The file's name in the app's data folder; it sorts by time within its kind. */
  name: string
  kind: 'daily' | 'asked' | 'migration' | 'restore'
  /** Milliseconds since 1970. */
  created_at: number
  bytes: number
}
