import type { Listeners } from './connect.ts'
import type { Parts } from './create-parts.ts'
import { createParts } from './create-parts.ts'
import type { AppState, Bridge } from '../../shared/ipc-contract.ts'
import type { MenuCommand } from '../../shared/menu-command.ts'
import type { Actions } from './actions.ts'
import { sayAlive } from './alive.ts'
import type { AppStore } from './app-store.ts'
import { connect } from './connect.ts'
import type { Frames } from './streams/pace.ts'
import { dropQueue, putQueue, queuesOf } from './queue/queue.ts'
import { setActivity } from './sessions/session-list.ts'
import type { SessionLoader } from './sessions/session-loader.ts'

export interface App {
  store: AppStore
  actions: Actions
  /** Listens to main and asks for its state. Returns the end of it. */
  start: () => () => void
}

/** Builds what the screen knows and can do, around a bridge to main; `frames` pace the text on it (null: nothing waits). */
export function createApp(bridge: Bridge, frames: Frames | null = null): App {
  const { request } = bridge
  const parts = createParts(bridge, frames)
  const { store, actions, notices, drafts, reading, loader, feed, endSearch, endFind } = parts
  const start = (): (() => void) => {
    const disconnect = connect(
      bridge,
      listenersOf(parts),
      (state) => {
        takeState(store, loader, state)
        drafts.found(null, state.new_chat_draft)
      },
      () => store.setState({ phase: 'failed' }),
    )
    const fallSilent = sayAlive(request)
    const endDrafts = drafts.start()
    return () => {
      fallSilent()
      endDrafts()
      reading.dispose()
      endSearch()
      endFind()
      disconnect()
      feed.dispose()
      notices.dispose()
    }
  }
  return { store, actions, start }
}

/** What each of main's broadcasts changes. */
function listenersOf(parts: Parts): Listeners {
  const {
    store,
    actions,
    drafts,
    loader,
    reading,
    feed,
    sessions,
    chatSettings,
    transfer,
    models,
    inspector,
  } = parts
  return {
    'stream:opened': feed.opened,
    'stream:event': feed.event,
    'session:changed': sessions.changed,
    'session:details': chatSettings.configured,
    'session:removed': ({ session_id }) => {
      sessions.removed(session_id)
      store.setState((data) => ({ queues: dropQueue(data.queues, session_id) }))
    },
    'session:branch': ({ session_id }) => loader.reloadWhole(session_id),
    'session:activity': ({ session_id, activity }) => {
      sessions.activityHeard(session_id, activity)
      store.setState((data) => ({ sessions: setActivity(data.sessions, session_id, activity) }))
    },
    'draft:changed': drafts.heard,
    'connections:changed': (connections) => store.setState({ connections }),
    'settings:changed': (settings) => store.setState({ settings }),
    'queue:changed': (changed) => store.setState((data) => ({ queues: putQueue(data.queues, changed) })),
    'store:unsaved': ({ count }) => store.setState({ unsaved: count }),
    'menu:command': ({ command }) => obey(actions, command),
    'window:leaving': reading.leave,
    'inspector:changed': ({ session_id }) => inspector.changed(session_id),
    'stability:changed': (stability) => store.setState({ stability }),
    'transfer:changed': transfer.transferChanged,
    'sessions:added': transfer.sessionsAdded,
    'models:changed': models.modelsChanged,
  }
}

function takeState(store: AppStore, loader: SessionLoader, state: AppState): void {
  const { version, host, platform, memory_bytes, unsandboxed, can_update } = state
  const { sessions, connections, settings, recovery, unsaved } = state
  store.setState({
    phase: 'ready',
    version,
    host,
    platform,
    memory_bytes,
    unsandboxed,
    can_update,
    sessions,
    connections,
    settings,
    recovery,
    unsaved,
    queues: queuesOf(state.queues),
  })
  const known = sessions.some((one) => one.session_id === state.open_session_id)
  loader.show(known ? state.open_session_id : null)
}

function obey(actions: Actions, command: MenuCommand): void {
  const doing: Record<MenuCommand, () => unknown> = {
    new_chat: actions.newChat,
    stop: actions.stopOpen,
    search: actions.openSearch,
    find: actions.openFind,
    stop_all: actions.stopAll,
    toggle_sidebar: actions.toggleSidebar,
    settings: () => actions.openDialog('settings'),
    focus_composer: actions.focusComposer,
    models: actions.openModels,
    export_chats: actions.openChats,
    import_chats: () => {
      actions.openChats()
      actions.importChats()
    },
    inspector: () => actions.openPanel('streams'),
    simulator: () => actions.openPanel('simulator'),
    stability_test: () => actions.openPanel('stability'),
    diagnose: () => {
      actions.openPanel('diagnosis')
      actions.diagnose()
    },
    bundle: () => {
      actions.openPanel('diagnosis')
      actions.buildBundle()
    },
  }
  doing[command]()
}
