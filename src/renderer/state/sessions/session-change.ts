import type { Refusal } from '../../../shared/ipc-contract.ts'
import type { SessionId } from '../../../shared/ids.ts'
import type { Session, SessionSummary } from '../../../shared/session.ts'
import type { AppData, AppStore } from '../app-store.ts'
import type { Notices } from '../notices.ts'
import type { SessionList } from './session-list.ts'
import { findSession, shelvesOf, upsertSession } from './session-list.ts'

/** What a person changes of a session. */
type Fields = Partial<Pick<Session, 'title' | 'pinned' | 'archived' | 'model'>>

export interface SessionChange {
  /** Main's news of a session, shown or not. */
  heard: (session: SessionSummary) => void
  show: (session: SessionSummary) => void
  find: (session_id: SessionId | null) => SessionSummary | null
  /** A session without the changes that main has not answered. */
  asTold: (session: SessionSummary) => SessionSummary
  /** Shows a change at once, and takes it back when main refuses it, which is said. Whether it was made. */
  change: (before: SessionSummary, fields: Fields, ask: Promise<Session | Refusal>) => Promise<boolean>
}

/** A session of which main has not answered every change. */
interface Changing {
  /** As main told it last. */
  told: Session
  /** What is shown on top of that, the oldest first. */
  asked: { fields: Fields; news_came: boolean }[]
}

export function createSessionChange(store: AppStore, notices: Pick<Notices, 'show'>): SessionChange {
  const changing = new Map<SessionId, Changing>()
  const find = (session_id: SessionId | null): SessionSummary | null =>
    findSession(store.getState().sessions, session_id)

  const show = (session: SessionSummary): void =>
    store.setState((data) => {
      const known = findSession(data.sessions, session.session_id)
      const listed = listing(data, upsertSession(data.sessions, session))
      // The list shows where the chat on screen went.
      const cameBack = known?.archived && !session.archived && session.session_id === data.open_session_id
      return cameBack ? { ...listed, archive_shown: false } : listed
    })

  /** What the others that are asked for leave of it, on top of what main told; a chat that is gone stays away. */
  const takeBack = (session_id: SessionId, { told, asked }: Changing): void => {
    const known = find(session_id)
    if (known) show(asked.reduce((session, { fields }) => ({ ...session, ...fields }), { ...known, ...told }))
  }

  return {
    find,
    asTold: (session) => ({ ...session, ...changing.get(session.session_id)?.told }),
    show,
    heard: (session) => {
      const one = changing.get(session.session_id)
      if (!one) return
      one.told = withoutActivity(session)
      for (const each of one.asked) each.news_came = true
    },
    change: async (before, fields, ask) => {
      const { session_id } = before
      const one = changing.get(session_id) ?? { told: withoutActivity(before), asked: [] }
      const mine = { fields, news_came: false }
      one.asked.push(mine)
      changing.set(session_id, one)
      show({ ...before, ...fields })
      const reply = await ask.catch(() => ({ refused: 'Sluice did not answer. Try again.' }))
      one.asked = one.asked.filter((other) => other !== mine)
      if (one.asked.length === 0) changing.delete(session_id)
      if (!('refused' in reply)) {
        // What main made of it is told to every window in one order; this reply may come after newer news.
        if (!mine.news_came) one.told = { ...one.told, ...fields }
        return true
      }
      takeBack(session_id, one)
      notices.show(reply.refused)
      return false
    },
  }
}

/** What a session does is told by news of its own. */
function withoutActivity({ activity: _now, ...session }: SessionSummary): Session {
  return session
}

/** Other sessions in the sidebar; the archive is left when nothing is in it any more. */
export function listing(
  data: Pick<AppData, 'archive_shown'>,
  sessions: SessionList,
): Pick<AppData, 'sessions' | 'archive_shown'> {
  return { sessions, archive_shown: data.archive_shown && shelvesOf(sessions).archived.length > 0 }
}
