import { createBranches } from './sessions/branches.ts'
import { createFind } from './search/find.ts'
import { createSearch } from './search/search.ts'
import type { Inspector } from './testers/inspector.ts'
import type { Reading } from './reading.ts'
import { createReading } from './reading.ts'
import { createTesters } from './testers/testers.ts'
import type { Notices } from './notices.ts'
import type { SavedDrafts } from './drafts/saved-drafts.ts'
import type { SessionActions } from './sessions/session-actions.ts'
import type { Transfer } from './transfer/transfer.ts'
import type { Bridge } from '../../shared/ipc-contract.ts'
import type { Actions } from './actions.ts'
import { createActions, createWindowActions } from './actions.ts'
import type { AppStore } from './app-store.ts'
import { createAppStore } from './app-store.ts'
import { createChatSettings } from './sessions/chat-settings.ts'
import type { ModelLibraryState } from './models/model-library.ts'
import { createModelLibrary } from './models/model-library.ts'
import { createNotices } from './notices.ts'
import type { Frames } from './streams/pace.ts'
import { createSavedDrafts } from './drafts/saved-drafts.ts'
import { createQueue } from './queue/queue.ts'
import { createSending } from './streams/send.ts'
import { createSessionActions } from './sessions/session-actions.ts'
import type { SessionLoader } from './sessions/session-loader.ts'
import { createSessionLoader } from './sessions/session-loader.ts'
import { createStopping } from './streams/stop.ts'
import type { StreamFeed } from './streams/stream-feed.ts'
import { createStreamFeed } from './streams/stream-feed.ts'
import { createTransfer } from './transfer/transfer.ts'

/** What a window consists of. */
export interface Parts {
  store: AppStore
  actions: Actions
  notices: Notices
  drafts: SavedDrafts
  reading: Reading
  loader: SessionLoader
  feed: StreamFeed
  sessions: SessionActions
  chatSettings: ReturnType<typeof createChatSettings>
  transfer: Transfer
  models: ModelLibraryState
  inspector: Inspector
  endSearch: () => void
  endFind: () => void
}

type ToMain = Pick<Bridge, 'request' | 'pathOf'>

/** Builds every part of what the screen knows and can do, each once, in order. Reads as a table of contents. */
export function createParts({ request, pathOf }: ToMain, frames: Frames | null): Parts {
  const store = createAppStore()
  const notices = createNotices(store)
  const drafts = createSavedDrafts({ store, request, notice: notices.show })
  const loader: SessionLoader = createSessionLoader({
    store,
    request,
    feed: () => feed,
    notice: notices.show,
    draftFound: drafts.found,
  })
  const sending = createSending({ store, request, loader, holdDraft: drafts.hold })
  const { here, ended } = sending
  const feed: StreamFeed = createStreamFeed({ store, request, reload: loader.reload, ended, frames })
  const sessions = createSessionActions({ store, request, loader, notices })
  const chatSettings = createChatSettings({ store, request, loader, here: sending.here })
  const plainStopping = createStopping({ store, request, feed, notice: notices.show })
  const { testers, stopping, inspector } = createTesters({
    store,
    request,
    notice: notices.show,
    here,
    plainStopping,
  })
  const reading = createReading({ store, request, loader, drafts })
  const branches = createBranches({ store, request, opening: sending.opening, notice: notices.show })
  const { dispose: endSearch, ...search } = createSearch({ store, request, loader, notices })
  const { dispose: endFind, ...find } = createFind({ store, request })
  const transfer = createTransfer({ store, request, notice: notices.show })
  const queue = createQueue({ store, request, notices })
  const windowActions = createWindowActions(store, request, notices)
  const models = createModelLibrary({
    store,
    request,
    pathOf,
    notices,
    setModel: sessions.setModel,
    saveSettings: windowActions.saveSettings,
    focusComposer: windowActions.focusComposer,
  })
  const actions = createActions({
    store,
    request,
    sending,
    stopping,
    sessions,
    chatSettings,
    notices,
    queue,
    testers,
    reading: reading.actions,
    branches,
    search,
    find,
    transfer,
    models,
    windowActions,
  })

  return {
    store,
    actions,
    notices,
    drafts,
    reading,
    loader,
    feed,
    sessions,
    chatSettings,
    transfer,
    models,
    inspector,
    endSearch,
    endFind,
  }
}
