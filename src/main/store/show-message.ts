import type { DatabaseSync } from 'node:sqlite'
import type { MessageId, SessionId } from '../../shared/ids.ts'
import { hasMessage, newestLeafBelow } from './tables/message-table.ts'
import { changeSession } from './tables/session-table.ts'
import type { SessionRow } from './tables/session-table.ts'
import { inTransaction } from './transaction.ts'

/** Makes the branch with this message the one shown, down to its newest leaf. null when the session has no such message. */
export function showMessage(
  db: DatabaseSync,
  session_id: SessionId,
  message_id: MessageId,
): SessionRow | null {
  return inTransaction(db, () => {
    if (!hasMessage(db, session_id, message_id)) return null
    return changeSession(db, session_id, { leaf_id: newestLeafBelow(db, session_id, message_id) })
  })
}
