import type { Bridge, Refusal } from '../../shared/ipc-contract.ts'
import type { SessionId } from '../../shared/ids.ts'
import type { ModelRef, Session, SessionSummary } from '../../shared/session.ts'
import { TITLE_LENGTH_MAX } from '../../shared/session.ts'
import type { AppStore } from './app-store.ts'
import type { Notices } from './notices.ts'
import { neighbour, removeSession, upsertSession } from './session-list.ts'
import type { SessionLoader } from './session-loader.ts'

/** A deleted chat can be brought back for this long, unless main says otherwise. */
export const UNDO_MS = 10_000

export interface SessionActions {
  newChat: () => void
  show: (session_id: SessionId) => void
  /** Shows the next (1) or previous (-1) session of the sidebar. */
  step: (step: 1 | -1) => void
  rename: (session_id: SessionId, title: string) => Promise<void>
  setRenaming: (session_id: SessionId | null) => void
  setModel: (model: ModelRef) => Promise<void>
  remove: (session_id: SessionId) => Promise<void>
  undoRemove: (session_id: SessionId) => Promise<void>
  /** Main's news of a session; ignored for one that was deleted here. */
  changed: (session: SessionSummary) => void
  removed: (session_id: SessionId) => void
}

export interface SessionActionsDependencies {
  store: AppStore
  request: Bridge['request']
  loader: SessionLoader
  notices: Notices
}

export function createSessionActions(deps: SessionActionsDependencies): SessionActions {
  const { store, request, loader, notices } = deps
  /** Deleted here and not brought back: the promise of main having done it. */
  const deleted = new Map<SessionId, Promise<void>>()

  const put = (session: Session, activity?: SessionSummary['activity']): void =>
    store.setState((data) => {
      const known = data.sessions.find((one) => one.session_id === session.session_id)
      const summary = { ...session, activity: activity ?? known?.activity ?? 'idle' }
      return { sessions: upsertSession(data.sessions, summary) }
    })

  const find = (session_id: SessionId): SessionSummary | undefined =>
    store.getState().sessions.find((one) => one.session_id === session_id)

  /** Shows a change at once, and what main made of it when it answers. */
  const change = async (before: SessionSummary, after: SessionSummary, ask: Promise<Session | Refusal>) => {
    put(after)
    const reply = await ask.catch(() => ({ refused: 'Sluice did not answer. Try again.' }))
    if (!('refused' in reply)) return put(reply)
    put(before)
    notices.show(reply.refused)
  }

  const takeAway = (session_id: SessionId): void => {
    const { sessions, open_session_id } = store.getState()
    const next = neighbour(sessions, session_id, 1)
    store.setState({ sessions: removeSession(sessions, session_id) })
    if (open_session_id === session_id) loader.show(next === session_id ? null : next)
    store.setState((data) => {
      // Its stream stays known to the gate: the end of it is still on its way.
      const { [session_id]: _messages, ...loaded } = data.loaded
      return { loaded }
    })
  }

  return {
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
    remove: async (session_id) => {
      const session = find(session_id)
      if (!session) return
      const asked = request('session:delete', { session_id }).catch(() => ({
        refused: 'Sluice did not answer. Try again.',
      }))
      takeAway(session_id)
      const done = asked.then(() => undefined)
      deleted.set(session_id, done)
      notices.offerUndo(`Deleted “${session.title}”`, session_id, UNDO_MS)
      const reply = await asked
      if (!('refused' in reply)) return
      deleted.delete(session_id)
      put(session)
      notices.show(reply.refused)
    },
    undoRemove: async (session_id) => {
      await deleted.get(session_id)
      const reply = await request('session:undelete', { session_id }).catch(() => ({
        refused: 'Sluice did not answer, so the chat was not brought back.',
      }))
      if ('refused' in reply) return notices.show(reply.refused)
      deleted.delete(session_id)
      put(reply, reply.activity)
      loader.show(session_id)
    },
    changed: (session) => {
      if (!deleted.has(session.session_id)) put(session, session.activity)
    },
    removed: (session_id) => takeAway(session_id),
  }
}
