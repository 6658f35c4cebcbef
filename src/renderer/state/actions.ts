import type { Bridge, ConnectionInput, DetectedServer, Refusal } from '../../shared/ipc-contract.ts'
import type { Connection, ConnectionState } from '../../shared/engine-info.ts'
import type { ConnectionId } from '../../shared/ids.ts'
import type { Settings } from '../../shared/settings.ts'
import type { AppData, AppStore } from './app-store.ts'
import type { ChatSettingsActions } from './sessions/chat-settings.ts'
import type { DiagnosisActions } from './testers/diagnosis.ts'
import type { BranchActions } from './sessions/branches.ts'
import { draftKey, typed } from './drafts/drafts.ts'
import type { FindActions } from './search/find.ts'
import type { InspectorActions } from './testers/inspector.ts'
import type { MakeRoomActions } from './streams/make-room.ts'
import { createMakeRoom } from './streams/make-room.ts'
import type { ModelLibraryActions, ModelLibraryState } from './models/model-library.ts'
import type { Notices } from './notices.ts'
import type { PanelActions } from './panel.ts'
import type { QueueActions } from './queue/queue.ts'
import type { ReadingActions } from './reading.ts'
import { createSettingsSaver } from './save-settings.ts'
import type { SearchActions } from './search/search.ts'
import type { Sending } from './streams/send.ts'
import type { SessionActions } from './sessions/session-actions.ts'
import type { SimulatorActions } from './testers/simulator-controls.ts'
import type { StabilityActions } from './testers/stability.ts'
import type { Stopping } from './streams/stop.ts'
import type { Transfer, TransferActions } from './transfer/transfer.ts'
import type { Undoable } from './toasts.ts'

const SILENT: Refusal = { refused: 'Sluice did not answer. Try again.' }

/** Everything a person can do. Nothing here rejects: what main refuses comes back as a sentence. */
export interface Actions
  extends
    Pick<Sending, 'send' | 'queue' | 'regenerate' | 'startAgain'>,
    Stopping,
    QueueActions,
    Omit<SessionActions, 'changed' | 'removed' | 'activityHeard'>,
    BranchActions,
    ChatSettingsActions,
    ConnectionActions,
    TestersActions,
    ReadingActions,
    SearchActions,
    FindActions,
    TransferActions,
    ModelLibraryActions,
    MakeRoomActions,
    WindowActions {
  /** Stops the answer on screen; false when none runs. */
  stopOpen: () => boolean
  undo: (undoable: Undoable, toast_id: number) => void
  dismissToast: (toast_id: number) => void
}

/** What the testers' panel can do. */
export interface TestersActions
  extends PanelActions, InspectorActions, SimulatorActions, StabilityActions, DiagnosisActions {}

export interface ConnectionActions {
  addConnection: (input: ConnectionInput) => Promise<Connection | Refusal>
  editConnection: (input: ConnectionInput & { connection_id: ConnectionId }) => Promise<Connection | Refusal>
  removeConnection: (connection_id: ConnectionId) => Promise<Refusal | null>
  testConnection: (
    input: ConnectionInput & { connection_id?: ConnectionId | undefined },
  ) => Promise<ConnectionState>
  refreshConnection: (connection_id: ConnectionId) => void
  detectServers: () => Promise<DetectedServer[]>
}

export interface WindowActions {
  type: (text: string) => void
  saveSettings: (change: Partial<Settings>) => void
  openDialog: (dialog: AppData['dialog']) => void
  setDrawer: (open: boolean) => void
  setNarrow: (narrow: boolean) => void
  toggleSidebar: () => void
  focusComposer: () => void
  dismissRecovery: () => void
  dismissUnsandboxed: () => void
  retrySaves: () => void
  /** `html`: the same as rich text. */
  copy: (text: string, html?: string) => void
  openLink: (url: string) => void
}

export interface ActionsDependencies {
  store: AppStore
  request: Bridge['request']
  sending: Sending
  stopping: Stopping
  sessions: SessionActions
  chatSettings: ChatSettingsActions
  branches: BranchActions
  notices: Notices
  queue: QueueActions
  testers: TestersActions
  reading: ReadingActions
  search: SearchActions
  find: FindActions
  transfer: Transfer
  models: ModelLibraryState
  windowActions: WindowActions
}

export function createActions(deps: ActionsDependencies): Actions {
  const { store, request, sending, stopping, sessions, chatSettings, notices, queue, testers } = deps
  const { changed: _changed, removed: _removed, activityHeard: _heard, ...sessionActions } = sessions
  const { transferChanged: _state, sessionsAdded: _added, ...transferActions } = deps.transfer
  const { modelsChanged: _models, ...modelActions } = deps.models
  return {
    send: sending.send,
    queue: sending.queue,
    regenerate: sending.regenerate,
    startAgain: sending.startAgain,
    ...stopping,
    ...queue,
    ...testers,
    ...deps.reading,
    ...deps.search,
    ...deps.find,
    ...deps.branches,
    ...sessionActions,
    openChatSettings: chatSettings.openChatSettings,
    saveChatSettings: chatSettings.saveChatSettings,
    ...transferActions,
    ...modelActions,
    ...createMakeRoom({ store, request, notice: notices.show }),
    ...connectionActions(request),
    ...deps.windowActions,
    stopOpen: () => {
      const { open_session_id } = store.getState()
      return open_session_id !== null && stopping.stop(open_session_id)
    },
    undo: (undoable, toast_id) => {
      notices.dismiss(toast_id)
      if ('model' in undoable) deps.models.restoreModel(undoable.model)
      else if ('queue_id' in undoable) void queue.restoreQueued(undoable.queue_id)
      else if ('archived_id' in undoable) void sessions.undoArchive(undoable.archived_id)
      else void sessions.undoRemove(undoable.session_id)
    },
    dismissToast: notices.dismiss,
  }
}

function connectionActions(request: Bridge['request']): ConnectionActions {
  return {
    addConnection: (input) => request('connection:add', input).catch(() => SILENT),
    editConnection: (input) => request('connection:edit', input).catch(() => SILENT),
    removeConnection: (connection_id) => request('connection:remove', { connection_id }).catch(() => SILENT),
    testConnection: (input) =>
      request('connection:test', input).catch(() => ({ state: 'failed', content: SILENT.refused })),
    refreshConnection: (connection_id) =>
      void request('connection:refresh', { connection_id }).catch(() => null),
    detectServers: () => request('connection:detect', null).catch(() => []),
  }
}

export function createWindowActions(
  store: AppStore,
  request: Bridge['request'],
  notices: Notices,
): WindowActions {
  const save = createSettingsSaver({ store, request, notice: notices.show })
  const saveSettings = (change: Partial<Settings>): void => void save(change)
  const focusComposer = (): void =>
    store.setState((data) => ({ focus_request: data.focus_request + 1, drawer_open: false }))
  return {
    saveSettings,
    focusComposer,
    type: (text) =>
      store.setState((data) => ({ drafts: typed(data.drafts, draftKey(data.open_session_id), text) })),
    // What was refused there before is no news any more.
    openDialog: (dialog) =>
      store.setState(({ models }) => ({ dialog, drawer_open: false, models: { ...models, refused: null } })),
    setDrawer: (drawer_open) => store.setState({ drawer_open }),
    setNarrow: (narrow) => store.setState({ narrow, drawer_open: false }),
    toggleSidebar: () => {
      const { narrow, drawer_open, settings } = store.getState()
      if (narrow) store.setState({ drawer_open: !drawer_open })
      else saveSettings({ sidebar_hidden: !settings.sidebar_hidden })
    },
    dismissRecovery: () => store.setState({ recovery: null }),
    dismissUnsandboxed: () => store.setState({ unsandboxed: false }),
    retrySaves: () => {
      store.setState({ retrying_saves: true })
      void request('store:retry', null)
        .catch(() => null)
        // How many are left is told as news: the reply may come after newer ones.
        .then(() => store.setState({ retrying_saves: false }))
    },
    copy: (text, html) =>
      void request('clipboard:write', html === undefined ? { text } : { text, html }).catch(() =>
        notices.show(SILENT.refused),
      ),
    openLink: (url) => void request('link:open', { url }).catch(() => notices.show(SILENT.refused)),
  }
}
