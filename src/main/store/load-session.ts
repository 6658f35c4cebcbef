import type { DatabaseSync } from 'node:sqlite'
import type { MessageId, SessionId } from '../../shared/ids.ts'
import type { LoadedSession, MessagePage } from '../../shared/session.ts'
import { readMessages, stepsUp, versionsOf } from './tables/message-table.ts'
import type { BranchStep } from './tables/message-table.ts'
import { readDetails, readSession } from './tables/session-table.ts'

/** A page ends at whichever comes first: about three screens of a long talk, or a few long answers. */
const PAGE_MESSAGES = 40
const PAGE_BYTES = 256 * 1024

/** What the disk has of a session beside its row. */
export type SessionContents = Omit<LoadedSession, 'session'>

/**
 * The end of the branch shown, at least up to `to`, else to where it was read, and what belongs to the session; null when
 * there is no such session.
 */
export function loadSession(
  db: DatabaseSync,
  session_id: SessionId,
  to: MessageId | null = null,
): SessionContents | null {
  const row = readSession(db, session_id)
  const details = readDetails(db, session_id)
  if (!row || !details) return null
  return { details, ...pageOf(db, stepsUp(db, row.leaf_id), to ?? details.place?.message_id ?? null) }
}

/** The page above `before`; null when there is no such message. */
export function pageBefore(db: DatabaseSync, before: MessageId): MessagePage | null {
  const [itself, ...above] = stepsUp(db, before)
  return itself ? pageOf(db, above, null) : null
}

/** The first of these steps, which lead upwards, as a page; it reaches at least up to `to`, where that is among them. */
function pageOf(db: DatabaseSync, steps: readonly BranchStep[], to: MessageId | null): MessagePage {
  const needed = steps.findIndex(({ message_id }) => message_id === to) + 1
  let count = 0
  for (let bytes = 0; count < steps.length; count++) {
    bytes += steps[count]?.bytes ?? 0
    // At least a prompt and its answer, however long they are.
    if (count >= Math.max(2, needed) && (count >= PAGE_MESSAGES || bytes > PAGE_BYTES)) break
  }
  const message_ids = steps.slice(0, count).map(({ message_id }) => message_id)
  const messages = readMessages(db, message_ids.toReversed())
  return { messages, versions: versionsOf(db, messages), earlier: steps.length - count }
}
