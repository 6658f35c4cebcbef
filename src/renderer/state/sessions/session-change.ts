import type { Refusal } from '../../../shared/ipc-contract.ts'
import type { SessionId } from '../../../shared/ids.ts'
import type { Session, SessionSummary } from '../../../shared/session.ts'
import type { AppData, AppStore } from '../app-store.ts'
import type { Notices } from '../notices.ts'
import type { SessionList } from './session-list.ts'
import { findSession, shelvesOf, upsertSession } from './session-list.ts'

export interface SessionChange {
  /** Shows how a session is now; `activity` is what is known already when it is left out. */
  put: (session: Session, activity?: SessionSummary['activity']) => void
  find: (session_id: SessionId | null) => SessionSummary | null
  /** Shows a change at once, and takes it back when main refuses it, which is said. Whether it was made. */
  change: (before: SessionSummary, after: SessionSummary, ask: Promise<Session | Refusal>) => Promise<boolean>
}

export function createSessionChange(store: AppStore, notices: Pick<Notices, 'show'>): SessionChange {
  const find = (session_id: SessionId | null): SessionSummary | null =>
    findSession(store.getState().sessions, session_id)

  const put: SessionChange['put'] = (session, activity) =>
    store.setState((data) => {
      const known = findSession(data.sessions, session.session_id)
      const summary = { ...session, activity: activity ?? known?.activity ?? 'idle' }
      const listed = listing(data, upsertSession(data.sessions, summary))
      // The list shows where the chat on screen went.
      const cameBack = known?.archived && !session.archived && session.session_id === data.open_session_id
      return cameBack ? { ...listed, archive_shown: false } : listed
    })

  return {
    put,
    find,
    change: async (before, after, ask) => {
      put(after)
      const reply = await ask.catch(() => ({ refused: 'Sluice did not answer. Try again.' }))
      // What main made of it is told to every window in one order; this reply may come after newer news.
      if (!('refused' in reply)) return true
      put(before)
      notices.show(reply.refused)
      return false
    },
  }
}

/** Other sessions in the sidebar; the archive is left when nothing is in it any more. */
export function listing(
  data: Pick<AppData, 'archive_shown'>,
  sessions: SessionList,
): Pick<AppData, 'sessions' | 'archive_shown'> {
  return { sessions, archive_shown: data.archive_shown && shelvesOf(sessions).archived.length > 0 }
}
