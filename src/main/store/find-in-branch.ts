import type { DatabaseSync } from 'node:sqlite'
import { countIn, FOUND_MAX, matcherOf } from '../../shared/find-text.ts'
import type { SessionId } from '../../shared/ids.ts'
import type { FoundInBranch } from '../../shared/search.ts'
import type { Message, MessagePart } from '../../shared/session.ts'
import { stepsUp } from './tables/message-table.ts'
import { readSession } from './tables/session-table.ts'

/** Looks through the branch a session shows, from its top to its end. A session that is not there has nothing. */
export function findInBranch(
  db: DatabaseSync,
  { session_id, query }: { session_id: SessionId; query: string },
): FoundInBranch {
  const find = matcherOf(query)
  const row = readSession(db, session_id)
  const found: FoundInBranch = { places: [], more: false }
  if (!find || !row) return found
  const read = db.prepare('SELECT role, parts FROM message WHERE message_id = ?')
  let total = 0
  for (const { message_id } of stepsUp(db, row.leaf_id).toReversed()) {
    const message = read.get(message_id)
    const parts = JSON.parse(String(message?.['parts'] ?? '[]')) as MessagePart[]
    const count = countIn({ role: message?.['role'] as Message['role'], parts }, find)
    if (count > 0) found.places.push({ message_id, count })
    total += count
    if (total >= FOUND_MAX) return { ...found, more: true }
  }
  return found
}
