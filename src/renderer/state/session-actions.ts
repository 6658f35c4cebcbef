import type { Bridge, Refusal } from '../../shared/ipc-contract.ts'
import type { SessionId } from '../../shared/ids.ts'
import type { ModelRef, Session, SessionSummary } from '../../shared/session.ts'
import { TITLE_LENGTH_MAX } from '../../shared/session.ts'
import type { AppStore } from './app-store.ts'
import type { Notices } from './notices.ts'
import { neighbour, upsertSession } from './session-list.ts'
import type { SessionLoader } from './session-loader.ts'
import type { SessionRemoval } from './session-removal.ts'
import { createSessionRemoval } from './session-removal.ts'

export interface SessionActions extends Omit<SessionRemoval, 'isDeleted'> {
  newChat: () => void
  show: (session_id: SessionId) => void
  /** Shows the next (1) or previous (-1) session of the sidebar. */
  step: (step: 1 | -1) => void
  rename: (session_id: SessionId, title: string) => Promise<void>
  setRenaming: (session_id: SessionId | null) => void
  setModel: (model: ModelRef) => Promise<void>
  /** Main's news of a session; ignored for one that was deleted here. */
  changed: (session: SessionSummary) => void
}

export interface SessionActionsDependencies {
  store: AppStore
  request: Bridge['request']
  loader: SessionLoader
  notices: Notices
}

export function createSessionActions(deps: SessionActionsDependencies): SessionActions {
  const { store, request, loader, notices } = deps
  const { isDeleted, ...removal } = createSessionRemoval(deps)

  const put = (session: Session, activity?: SessionSummary['activity']): void =>
    store.setState((data) => {
      const known = data.sessions.find((one) => one.session_id === session.session_id)
      const summary = { ...session, activity: activity ?? known?.activity ?? 'idle' }
      return { sessions: upsertSession(data.sessions, summary) }
    })

  const find = (session_id: SessionId): SessionSummary | undefined =>
    store.getState().sessions.find((one) => one.session_id === session_id)

  /** Shows a change at once, and takes it back when main refuses it. */
  const change = async (before: SessionSummary, after: SessionSummary, ask: Promise<Session | Refusal>) => {
    put(after)
    const reply = await ask.catch(() => ({ refused: 'Sluice did not answer. Try again.' }))
    // What main made of it is told to every window in one order; this reply may come after newer news.
    if (!('refused' in reply)) return
    put(before)
    notices.show(reply.refused)
  }

  return {
    ...removal,
    newChat: () => loader.show(null),
    show: (session_id) => loader.show(session_id),
    step: (step) => {
      const { sessions, open_session_id } = store.getState()
      const next = neighbour(sessions, open_session_id, step)
      if (next) loader.show(next)
    },
    setRenaming: (renaming) => store.setState({ renaming }),
    rename: async (session_id, title) => {
      store.setState({ renaming: null })
      const before = find(session_id)
      const wanted = title.replace(/\s+/g, ' ').trim().slice(0, TITLE_LENGTH_MAX)
      if (!before || wanted === '' || wanted === before.title) return
      const ask = request('session:rename', { session_id, title: wanted })
      await change(before, { ...before, title: wanted }, ask)
    },
    setModel: async (model) => {
      const before = find(store.getState().open_session_id ?? ('' as SessionId))
      if (!before) return store.setState({ new_chat_model: model })
      const ask = request('session:set_model', { session_id: before.session_id, model })
      await change(before, { ...before, model }, ask)
    },
    changed: (session) => {
      if (!isDeleted(session.session_id)) put(session, session.activity)
    },
  }
}
