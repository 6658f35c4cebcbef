import type { Bridge } from '../../../shared/ipc-contract.ts'
import type { SessionId } from '../../../shared/ids.ts'
import type { ModelRef, SessionSummary } from '../../../shared/session.ts'
import { TITLE_LENGTH_MAX } from '../../../shared/session.ts'
import type { AppStore } from '../app-store.ts'
import { visibleSessions } from '../app-store.ts'
import type { Notices } from '../notices.ts'
import { createSessionChange } from './session-change.ts'
import type { SessionFiling } from './session-filing.ts'
import { createSessionFiling } from './session-filing.ts'
import { neighbour } from './session-list.ts'
import type { SessionLoader } from './session-loader.ts'
import type { SessionRemoval } from './session-removal.ts'
import { createSessionRemoval } from './session-removal.ts'

export interface SessionActions extends Omit<SessionRemoval, 'keepsNews'>, SessionFiling {
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
  const { heard, show, find, asTold, change } = createSessionChange(store, notices)
  const { keepsNews, ...removal } = createSessionRemoval({ ...deps, asTold })

  return {
    ...removal,
    ...createSessionFiling({ ...deps, find, change }),
    newChat: () => loader.show(null),
    show: (session_id) => loader.show(session_id),
    step: (step) => {
      const data = store.getState()
      const next = neighbour(visibleSessions(data), data.open_session_id, step)
      if (next) loader.show(next)
    },
    setRenaming: (renaming) => store.setState({ renaming }),
    rename: async (session_id, title) => {
      store.setState({ renaming: null })
      const before = find(session_id)
      const wanted = title.replace(/\s+/g, ' ').trim().slice(0, TITLE_LENGTH_MAX)
      if (!before || wanted === '' || wanted === before.title) return
      const ask = request('session:rename', { session_id, title: wanted })
      await change(before, { title: wanted }, ask)
    },
    setModel: async (model) => {
      const before = find(store.getState().open_session_id)
      if (!before) return store.setState({ new_chat_model: model })
      const ask = request('session:set_model', { session_id: before.session_id, model })
      await change(before, { model }, ask)
    },
    changed: (session) => {
      heard(session)
      if (!keepsNews(session)) show(session)
    },
  }
}
