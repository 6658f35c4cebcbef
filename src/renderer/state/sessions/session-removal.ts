import type { Bridge } from '../../../shared/ipc-contract.ts'
import type { SessionId } from '../../../shared/ids.ts'
import type { SessionActivity, SessionSummary } from '../../../shared/session.ts'
import { nameOf } from '../../../shared/session.ts'
import type { AppStore } from '../app-store.ts'
import { visibleSessions } from '../app-store.ts'
import type { Notices } from '../notices.ts'
import { dropLoaded } from './loaded-sessions.ts'
import { findSession, neighbour, removeSession, upsertSession } from './session-list.ts'
import type { SessionChange } from './session-change.ts'
import { listing } from './session-change.ts'
import type { SessionLoader } from './session-loader.ts'

export interface SessionRemoval {
  /** Takes a session away at once; what main refuses comes back with its sentence. */
  remove: (session_id: SessionId) => Promise<void>
  /** Brings it back, once main is done with taking it away. */
  undoRemove: (session_id: SessionId) => Promise<void>
  /** Main took a session away. */
  removed: (session_id: SessionId) => void
  /** What main's engines do for a session; of one that is deleted it is remembered. */
  activityHeard: (session_id: SessionId, activity: SessionActivity) => void
  /** True for a session that was deleted here, as long as main does not know: its news are for when it comes back. */
  keepsNews: (session: SessionSummary) => boolean
}

/** A deletion of this window that can still be undone. */
interface Deletion {
  asked: Promise<unknown>
  /** For how long, from main's last answer on. */
  undo_ms: number
  /** As `performance.now()`. Nothing is heard of the session afterwards. */
  over_at_ms: number
  /** Main told that it is gone, whoever asked for it. */
  gone: boolean
  /** As main told it last. */
  session: SessionSummary
}

export interface SessionRemovalDependencies extends Pick<SessionChange, 'asTold'> {
  store: AppStore
  request: Bridge['request']
  loader: SessionLoader
  notices: Notices
}

export function createSessionRemoval(deps: SessionRemovalDependencies): SessionRemoval {
  const { store, request, loader, notices, asTold } = deps
  const deleted = new Map<SessionId, Deletion>()
  const canComeBack = (deletion: Deletion | undefined): deletion is Deletion =>
    deletion !== undefined && deletion.over_at_ms > performance.now()
  const keepsNews = (session: SessionSummary): boolean => {
    const deletion = deleted.get(session.session_id)
    // After main told that it is gone, news of it means that it was brought back, by whichever window.
    if (!canComeBack(deletion) || deletion.gone) return false
    deletion.session = session
    return true
  }
  const removed = (session_id: SessionId): void => {
    const deletion = deleted.get(session_id)
    if (deletion) deletion.gone = true
    takeAway(store, loader, session_id)
  }
  const activityHeard = (session_id: SessionId, activity: SessionActivity): void => {
    const deletion = deleted.get(session_id)
    if (deletion) deletion.session = { ...deletion.session, activity }
  }
  const bringBack = (session: SessionSummary): void => {
    deleted.delete(session.session_id)
    // Where it is listed again main told of it already, and may have told more since.
    store.setState(({ sessions }) =>
      findSession(sessions, session.session_id) ? {} : { sessions: upsertSession(sessions, session) },
    )
  }
  const limit = (toast_id: number, deletion: Deletion, undo_ms: number): void => {
    deletion.undo_ms = undo_ms
    deletion.over_at_ms = performance.now() + undo_ms
    notices.expire(toast_id, undo_ms)
  }

  const remove = async (session_id: SessionId): Promise<void> => {
    const session = findSession(store.getState().sessions, session_id)
    if (!session) return
    for (const [old, deletion] of deleted) if (!canComeBack(deletion)) deleted.delete(old)
    const asked = request('session:delete', { session_id }).catch(() => ({
      refused: 'Sluice did not answer. Try again.',
    }))
    takeAway(store, loader, session_id)
    const deletion: Deletion = {
      asked,
      undo_ms: 0,
      over_at_ms: Infinity,
      gone: false,
      session: asTold(session),
    }
    deleted.set(session_id, deletion)
    const toast_id = notices.offerUndo(`Deleted “${nameOf(session)}”`, { session_id })
    const reply = await asked
    if (!('refused' in reply)) return limit(toast_id, deletion, reply.undo_ms)
    notices.dismiss(toast_id)
    // Another window deleted it in the same moment.
    if (deletion.gone) return
    bringBack(deletion.session)
    notices.show(reply.refused)
  }

  const undoRemove = async (session_id: SessionId): Promise<void> => {
    const deletion = deleted.get(session_id)
    await deletion?.asked
    // Main refused to delete it: it is back already.
    if (!deletion || deleted.get(session_id) !== deletion) return
    const reply = await request('session:undelete', { session_id }).catch(() => ({
      refused: 'Sluice did not answer, so the chat was not brought back.',
    }))
    // Main still has the chat: the offer stands, and says why it did not work.
    if ('refused' in reply)
      return limit(notices.offerUndo(reply.refused, { session_id }), deletion, deletion.undo_ms)
    bringBack({ ...reply, activity: deletion.session.activity })
    loader.show(session_id)
  }

  return { remove, undoRemove, removed, activityHeard, keepsNews }
}

/** The next session takes its place on screen. */
function takeAway(store: AppStore, loader: SessionLoader, session_id: SessionId): void {
  const { open_session_id, ...data } = store.getState()
  const next = neighbour(visibleSessions(store.getState()), session_id, 1)
  store.setState(listing(data, removeSession(data.sessions, session_id)))
  if (open_session_id === session_id) loader.show(next === session_id ? null : next)
  // A stream that still runs stays known to the gate: the end of it is on its way.
  store.setState((data) => dropLoaded(data, session_id))
}
