import type { Bridge } from '../../shared/ipc-contract.ts'
import type { SessionId } from '../../shared/ids.ts'
import type { AppStore } from './app-store.ts'
import type { Notices } from './notices.ts'
import { neighbour, removeSession, upsertSession } from './session-list.ts'
import type { SessionLoader } from './session-loader.ts'

/** A deleted chat can be brought back for this long. */
export const UNDO_MS = 10_000

export interface SessionRemoval {
  /** Takes a session away at once; what main refuses comes back with its sentence. */
  remove: (session_id: SessionId) => Promise<void>
  /** Brings it back, once main is done with taking it away. */
  undoRemove: (session_id: SessionId) => Promise<void>
  /** Main took a session away. */
  removed: (session_id: SessionId) => void
  /** Deleted here and not brought back: news of it is out of date. */
  isDeleted: (session_id: SessionId) => boolean
}

export interface SessionRemovalDependencies {
  store: AppStore
  request: Bridge['request']
  loader: SessionLoader
  notices: Notices
}

export function createSessionRemoval(deps: SessionRemovalDependencies): SessionRemoval {
  const { store, request, loader, notices } = deps
  const deleted = new Map<SessionId, Promise<unknown>>()
  const removed = (session_id: SessionId): void => takeAway(store, loader, session_id)
  return {
    removed,
    isDeleted: (session_id) => deleted.has(session_id),
    remove: async (session_id) => {
      const session = store.getState().sessions.find((one) => one.session_id === session_id)
      if (!session) return
      const asked = request('session:delete', { session_id }).catch(() => ({
        refused: 'Sluice did not answer. Try again.',
      }))
      removed(session_id)
      deleted.set(session_id, asked)
      notices.offerUndo(`Deleted “${session.title}”`, session_id, UNDO_MS)
      const reply = await asked
      if (!('refused' in reply)) return
      deleted.delete(session_id)
      store.setState((data) => ({ sessions: upsertSession(data.sessions, session) }))
      notices.show(reply.refused)
    },
    undoRemove: async (session_id) => {
      await deleted.get(session_id)
      const reply = await request('session:undelete', { session_id }).catch(() => ({
        refused: 'Sluice did not answer, so the chat was not brought back.',
      }))
      if ('refused' in reply) return notices.show(reply.refused)
      deleted.delete(session_id)
      store.setState((data) => ({ sessions: upsertSession(data.sessions, reply) }))
      loader.show(session_id)
    },
  }
}

/** The next session takes its place on screen. */
function takeAway(store: AppStore, loader: SessionLoader, session_id: SessionId): void {
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
