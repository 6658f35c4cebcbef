import type { MessageId, SessionId } from '../../../../src/shared/ids.ts'
import type { SearchHit } from '../../../../src/shared/search.ts'

/** A message that was found; "water" is what was looked for. */
export function hit(session_id: SessionId, message_id: string, change: Partial<SearchHit> = {}): SearchHit {
  return {
    session_id,
    title: 'Locks',
    message_id: message_id as MessageId,
    role: 'user',
    created_at: Date.UTC(2024, 4, 3, 12),
    snippet: [
      { text: 'The ', hit: false },
      { text: 'water', hit: true },
      { text: ' rises', hit: false },
    ],
    ...change,
  }
}
