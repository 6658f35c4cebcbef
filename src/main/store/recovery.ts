import type { DatabaseSync } from 'node:sqlite'
import { foldChunks } from './chunk-rows.ts'
import { chunksOf, deleteChunks } from './tables/chunk-table.ts'
import { endMessage, streamingMessages } from './tables/message-table.ts'
import { allSessions, purgeSession } from './tables/session-table.ts'
import { inTransaction } from './transaction.ts'

export interface Recovered {
  /** Answers that the last end of the app cut; each keeps its text and is marked. */
  interrupted: number
  /** Deleted chats whose time to undo ended with the app. */
  purged: number
}

/** Leaves no message that claims to be running: at start, no stream is. One transaction, so it can be cut at any moment. */
export function recover(db: DatabaseSync): Recovered {
  return inTransaction(db, () => {
    const deleted = allSessions(db).filter((session) => session.deleted_at !== null)
    for (const { session_id } of deleted) purgeSession(db, session_id)
    const cut = streamingMessages(db)
    for (const { stream_id, parts } of cut) {
      if (stream_id === null) continue
      // How long it ran is not known any more.
      const timings = { first_token_ms: null, total_ms: 0, tokens: 0 }
      endMessage(db, stream_id, foldChunks(parts, chunksOf(db, stream_id)), {
        reason: 'interrupted',
        timings,
      })
      deleteChunks(db, stream_id)
    }
    return { interrupted: cut.length, purged: deleted.length }
  })
}
