import type { AppState, Bridge, MenuCommand } from '../../shared/ipc-contract.ts'
import type { Actions } from './actions.ts'
import { createActions } from './actions.ts'
import { sayAlive } from './alive.ts'
import type { AppStore } from './app-store.ts'
import { createAppStore } from './app-store.ts'
import { createBranches } from './branches.ts'
import { connect } from './connect.ts'
import { createDiagnosis } from './diagnosis.ts'
import { createInspector } from './inspector.ts'
import { createNotices } from './notices.ts'
import { createPanel } from './panel.ts'
import { createSending } from './send.ts'
import { createSessionActions } from './session-actions.ts'
import { setActivity } from './session-list.ts'
import type { SessionLoader } from './session-loader.ts'
import { createSessionLoader } from './session-loader.ts'
import { createSimulatorControls } from './simulator-controls.ts'
import { createStability } from './stability.ts'
import { createStopping } from './stop.ts'
import type { StreamFeed } from './stream-feed.ts'
import { createStreamFeed } from './stream-feed.ts'

export interface App {
  store: AppStore
  actions: Actions
  /** Listens to main and asks for its state. Returns the end of it. */
  start: () => () => void
}

/** Builds what the screen knows and can do, around a bridge to main. */
export function createApp(bridge: Bridge): App {
  const { request } = bridge
  const store = createAppStore()
  const notices = createNotices(store)
  const loader: SessionLoader = createSessionLoader({
    store,
    request,
    feed: () => feed,
    notice: notices.show,
  })
  const sending = createSending({ store, request, loader })
  const feed: StreamFeed = createStreamFeed({ store, request, reload: loader.reload, ended: sending.ended })
  const sessions = createSessionActions({ store, request, loader, notices })
  const plainStopping = createStopping({ store, request, feed, notice: notices.show })
  const { stop } = plainStopping
  const { provoke, endSeries, endingSeries } = createSimulatorControls({
    store,
    request,
    here: sending.here,
    stop,
  })
  const stopping = endingSeries(plainStopping)
  const inspector = createInspector({ store, request })
  const testers = {
    ...createPanel(store),
    inspectStreams: inspector.inspectStreams,
    provoke,
    endSeries,
    ...createStability({ store, request, notice: notices.show }),
    ...createDiagnosis({ store, request }),
  }
  const branches = createBranches({ store, request, opening: sending.opening, notice: notices.show })
  const actions = createActions({ store, request, sending, stopping, sessions, branches, notices, testers })

  const start = (): (() => void) => {
    const disconnect = connect(
      bridge,
      {
        'stream:opened': feed.opened,
        'stream:event': feed.event,
        'session:changed': sessions.changed,
        'session:removed': ({ session_id }) => sessions.removed(session_id),
        'session:branch': ({ session_id }) => loader.reload(session_id),
        'session:activity': ({ session_id, activity }) =>
          store.setState((data) => ({ sessions: setActivity(data.sessions, session_id, activity) })),
        'connections:changed': (connections) => store.setState({ connections }),
        'settings:changed': (settings) => store.setState({ settings }),
        'store:unsaved': ({ count }) => store.setState({ unsaved: count }),
        'menu:command': ({ command }) => obey(actions, command),
        'inspector:changed': ({ session_id }) => inspector.changed(session_id),
        'stability:changed': (stability) => store.setState({ stability }),
      },
      (state) => takeState(store, loader, state),
      () => store.setState({ phase: 'failed' }),
    )
    const fallSilent = sayAlive(request)
    return () => {
      fallSilent()
      disconnect()
      endSeries()
      feed.dispose()
      notices.dispose()
    }
  }
  return { store, actions, start }
}

function takeState(store: AppStore, loader: SessionLoader, state: AppState): void {
  const { version, host, platform, sessions, connections, settings, interrupted, unsaved } = state
  store.setState({
    phase: 'ready',
    version,
    host,
    platform,
    sessions,
    connections,
    settings,
    interrupted,
    unsaved,
  })
  const known = sessions.some((one) => one.session_id === state.open_session_id)
  loader.show(known ? state.open_session_id : null)
}

function obey(actions: Actions, command: MenuCommand): void {
  const doing: Record<MenuCommand, () => unknown> = {
    new_chat: actions.newChat,
    stop: actions.stopOpen,
    stop_all: actions.stopAll,
    toggle_sidebar: actions.toggleSidebar,
    settings: () => actions.openDialog('settings'),
    focus_composer: actions.focusComposer,
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
