import type { Bridge } from '../../../shared/ipc-contract.ts'
import type { SessionId } from '../../../shared/ids.ts'
import { nameOf } from '../../../shared/session.ts'
import type { AppStore } from '../app-store.ts'
import { announce, visibleSessions } from '../app-store.ts'
import type { Notices } from '../notices.ts'
import type { SessionChange } from './session-change.ts'
import { neighbour } from './session-list.ts'
import type { SessionLoader } from './session-loader.ts'

/** How long archiving offers to be undone at the foot of the chat; the archive itself has no end. */
const UNDO_OFFER_MS = 10_000

export interface SessionFiling {
  pin: (session_id: SessionId, pinned: boolean) => Promise<void>
  /** Puts a session out of the way, with an offer to undo it. The next one takes its place on screen. */
  archive: (session_id: SessionId) => Promise<void>
  unarchive: (session_id: SessionId) => Promise<void>
  /** Takes an archiving back; what was on screen then is there again. */
  undoArchive: (session_id: SessionId) => Promise<void>
  /** Shows the archive in the place of the chats, or the chats again. */
  setArchiveShown: (shown: boolean) => void
}

export interface FilingDependencies extends Pick<SessionChange, 'find' | 'change'> {
  store: AppStore
  request: Bridge['request']
  loader: SessionLoader
  notices: Notices
}

export function createSessionFiling(deps: FilingDependencies): SessionFiling {
  const { store, request, loader, notices, find, change } = deps
  /** Archived by this window while it was on screen. */
  const wasOpen = new Set<SessionId>()
  const say = (text: string): void => store.setState((data) => ({ announcement: announce(data, text) }))

  const unarchive = async (session_id: SessionId): Promise<void> => {
    const before = find(session_id)
    if (!before?.archived) return
    const ask = request('session:archive', { session_id, archived: false })
    if (await change(before, { archived: false }, ask)) say('Taken out of the archive')
  }

  return {
    unarchive,
    pin: async (session_id, pinned) => {
      const before = find(session_id)
      if (!before || before.pinned === pinned) return
      const ask = request('session:pin', { session_id, pinned })
      if (await change(before, { pinned }, ask)) say(pinned ? 'Pinned' : 'Unpinned')
    },
    archive: async (session_id) => {
      const before = find(session_id)
      if (!before || before.archived) return
      const open = store.getState().open_session_id === session_id
      const next = neighbour(visibleSessions(store.getState()), session_id, 1)
      const ask = request('session:archive', { session_id, archived: true })
      const changing = change(before, { archived: true }, ask)
      if (open) {
        wasOpen.add(session_id)
        loader.show(next === session_id ? null : next)
      }
      const toast_id = notices.offerUndo(`Archived “${nameOf(before)}”`, { archived_id: session_id })
      notices.expire(toast_id, UNDO_OFFER_MS)
      if (await changing) return
      notices.dismiss(toast_id)
      if (wasOpen.delete(session_id)) loader.show(session_id)
    },
    undoArchive: async (session_id) => {
      await unarchive(session_id)
      if (wasOpen.delete(session_id)) loader.show(session_id)
    },
    setArchiveShown: (archive_shown) => store.setState({ archive_shown }),
  }
}
