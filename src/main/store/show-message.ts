import type { DatabaseSync } from 'node:sqlite'
import type { MessageId, SessionId } from '../../shared/ids.ts'
import { hasMessage, newestLeafBelow, stepsUp } from './tables/message-table.ts'
import { changeSession, readSession } from './tables/session-table.ts'
import type { SessionRow } from './tables/session-table.ts'
import { inTransaction } from './transaction.ts'

/**
 * Makes the branch with this message the one shown, down to its newest leaf; a branch shown already stays.
 * null when the session has no such message.
 */
export function showMessage(
  db: DatabaseSync,
  session_id: SessionId,
  message_id: MessageId,
): SessionRow | null {
  return inTransaction(db, () => {
    const row = readSession(db, session_id)
    if (!row || !hasMessage(db, session_id, message_id)) return null
    if (stepsUp(db, row.leaf_id).some((step) => step.message_id === message_id)) return row
    return changeSession(db, session_id, { leaf_id: newestLeafBelow(db, session_id, message_id) })
  })
}
