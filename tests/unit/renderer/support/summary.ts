import type { SessionId } from '../../../../src/shared/ids.ts'
import type { SessionSummary } from '../../../../src/shared/session.ts'

/** A chat as the list of chats has it, by the name that is its title as well. */
export function summary(
  name: string,
  updated_at: number,
  marks: Partial<SessionSummary> = {},
): SessionSummary {
  return {
    session_id: name as SessionId,
    title: name,
    created_at: 0,
    updated_at,
    model: null,
    pinned: false,
    archived: false,
    activity: 'idle',
    ...marks,
  }
}
