import type { DatabaseSync } from 'node:sqlite'
import type { SessionId } from '../../shared/ids.ts'
import type { LoadedSession } from '../../shared/session.ts'
import { branchTo, versionsOf } from './tables/message-table.ts'
import { readDetails, readSession } from './tables/session-table.ts'

/** What the disk has of a session beside its row. */
export type SessionContents = Omit<LoadedSession, 'session'>

/** The branch shown, and what belongs to the session; null when there is no such session. */
export function loadSession(db: DatabaseSync, session_id: SessionId): SessionContents | null {
  const row = readSession(db, session_id)
  const details = readDetails(db, session_id)
  if (!row || !details) return null
  const messages = branchTo(db, row.leaf_id)
  return { details, messages, versions: versionsOf(db, messages) }
}
