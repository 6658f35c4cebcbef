/**
 * What became of a damaged database; the damaged file itself is always kept, as `aside` (its name in the app's data folder).
 * `salvaged`: read row by row into a new one; `restored`: nothing could be read, a backup took its place; `started_new`:
 * there was no backup either.
 */
export type Damage =
  | { how: 'salvaged'; saved_percent: number; aside: string }
  | { how: 'restored'; backup_at: number; aside: string }
  | { how: 'started_new'; aside: string }

/** What became of the wish to have a backup back. */
export interface RestoredBackup {
  /** Milliseconds since 1970; null when it was gone. */
  backup_at: number | null
  /** Why nothing was changed, in a sentence; null: it is in the place of the chats, which are kept. */
  refused: string | null
}

/** What the start found and kept after an end that was not in order, or put back because it was asked to; told to the person in one sentence. */
export interface Recovery {
  /** Answers that were cut and are shown as interrupted, with their text. */
  interrupted: number
  /** Prompts that still wait in queues. */
  queued: number
  damage: Damage | null
  restored: RestoredBackup | null
}
