import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'
import type { SessionId } from '../../shared/ids.ts'
import type { Recovery } from '../../shared/recovery.ts'
import type { Message, ModelRef, SessionSummary } from '../../shared/session.ts'
import type { Settings } from '../../shared/settings.ts'
import { DEFAULT_SETTINGS } from '../../shared/settings.ts'
import type { StabilityState } from '../../shared/stability.ts'
import { NO_STABILITY_TEST } from '../../shared/stability.ts'
import type { HeldMessage } from './sessions/branches.ts'
import type { Connections } from './models/connections.ts'
import type { Counters } from './streams/counters.ts'
import { NO_COUNTS } from './streams/counters.ts'
import type { DiagnosisData } from './testers/diagnosis.ts'
import { NO_DIAGNOSIS } from './testers/diagnosis.ts'
import type { Drafts } from './drafts/drafts.ts'
import type { Drop } from './streams/drops.ts'
import type { FindData } from './search/find-data.ts'
import type { InspectorData } from './testers/inspector.ts'
import { NO_INSPECTION } from './testers/inspector.ts'
import type { LiveStream } from './streams/live-stream.ts'
import { isRunning } from './streams/live-stream.ts'
import type { SessionMessages } from './sessions/messages.ts'
import type { WaitsForRoom } from './streams/make-room.ts'
import type { ModelLibraryData } from './models/model-library.ts'
import { NO_LIBRARY } from './models/model-library.ts'
import type { PanelTab } from './panel.ts'
import type { Series } from './testers/provocations.ts'
import type { Queues } from './queue/queue.ts'
import type { Marks } from './streams/rate.ts'
import { rememberLast } from './remember-last.ts'
import type { Reveal, SearchData } from './search/search-data.ts'
import { NO_SEARCH } from './search/search-data.ts'
import type { SessionList } from './sessions/session-list.ts'
import { findSession } from './sessions/session-list.ts'
import { sidebarLines, startOfDay } from './sessions/sidebar-lines.ts'
import type { Toasts } from './toasts.ts'
import type { TransferData } from './transfer/transfer.ts'
import { NO_TRANSFER } from './transfer/transfer.ts'

/** Everything the screen knows, as plain data. */
export interface AppData {
  /** `starting` until main told its state; `failed` when it could not. */
  phase: 'starting' | 'ready' | 'failed'
  version: string
  host: string
  platform: string
  /** All the memory of this computer; 0 until main told. */
  memory_bytes: number
  /** To be told: this page runs without its sandbox, and nobody has read that yet. */
  unsandboxed: boolean
  can_update: boolean
  sessions: SessionList
  /** The session on screen; null for a new chat. */
  open_session_id: SessionId | null
  loaded: Readonly<Record<string, SessionMessages>>
  /** The newest stream of each session, by session; the only entry point of its text is the gate. */
  live: Readonly<Record<string, LiveStream>>
  /** By message. */
  marks: Readonly<Record<string, Marks>>
  connections: Connections
  settings: Settings
  drafts: Drafts
  queues: Queues
  /** The model chosen for a chat that does not exist yet; null: the default one. */
  new_chat_model: ModelRef | null
  /** What the start found after an end that was not in order; null when there is nothing to tell, or it was read. */
  recovery: Recovery | null
  unsaved: number
  retrying_saves: boolean
  toasts: Toasts
  /** `chat`: the settings of the chat on screen. */
  dialog: 'settings' | 'connections' | 'search' | 'chat' | 'chats' | 'export' | 'models' | 'room' | null
  /** The sidebar shows the archived chats instead of the others. */
  archive_shown: boolean
  search: SearchData
  /** The bar that finds in the open chat; null while it is closed. */
  find: FindData | null
  /** The message to bring into view; null when there is none, or it is in view. */
  reveal: Reveal | null
  /** The sidebar over the page, on a narrow window. */
  drawer_open: boolean
  narrow: boolean
  renaming: SessionId | null
  /** For the live region; `number` makes the same words said again news. */
  announcement: { text: string; number: number }
  /** Rises to ask the composer to take the focus. */
  focus_request: number
  /** Rises when this window opened a stream in the session on screen: its reader goes to the end. */
  own_opening: number
  counters: Counters
  /** The newest events the gate dropped, oldest first; at most `DROPS_KEPT`. */
  drops: readonly Drop[]
  /** The testers' panel beside the chat; null while it is closed. */
  panel: PanelTab | null
  inspector: InspectorData
  stability: StabilityState
  /** The test prompts that are being sent, or were sent last; null before the first ones. */
  series: Series | null
  diagnosis: DiagnosisData
  transfer: TransferData
  models: ModelLibraryData
  /** The answer a person is asked to make room for; null when none is. */
  room: WaitsForRoom | null
  /** What stays in place at the next change of the messages; null when nothing has to. */
  held: HeldMessage | null
}

export type AppStore = StoreApi<AppData>

export function createAppStore(): AppStore {
  return createStore<AppData>(() => ({
    phase: 'starting',
    version: '',
    host: '',
    platform: '',
    memory_bytes: 0,
    unsandboxed: false,
    can_update: false,
    sessions: [],
    open_session_id: null,
    loaded: {},
    live: {},
    marks: {},
    connections: [],
    settings: DEFAULT_SETTINGS,
    drafts: {},
    queues: {},
    new_chat_model: null,
    recovery: null,
    unsaved: 0,
    retrying_saves: false,
    toasts: [],
    dialog: null,
    archive_shown: false,
    search: NO_SEARCH,
    find: null,
    reveal: null,
    drawer_open: false,
    narrow: false,
    renaming: null,
    announcement: { text: '', number: 0 },
    focus_request: 0,
    own_opening: 0,
    counters: NO_COUNTS,
    drops: [],
    panel: null,
    inspector: NO_INSPECTION,
    stability: NO_STABILITY_TEST,
    series: null,
    diagnosis: NO_DIAGNOSIS,
    transfer: NO_TRANSFER,
    models: NO_LIBRARY,
    room: null,
    held: null,
  }))
}

const NO_MESSAGES: readonly Message[] = []

/** Asked at each change of the store, among any number of sessions. */
const findOpen = rememberLast(findSession)

export function openSession(data: AppData): SessionSummary | null {
  return findOpen(data.sessions, data.open_session_id)
}

/** The sidebar's sessions from top to bottom. */
export function visibleSessions({ sessions, archive_shown }: AppData): SessionList {
  return sidebarLines(sessions, archive_shown, startOfDay(Date.now())).sessions
}

export function openMessages(data: AppData): readonly Message[] {
  return data.loaded[data.open_session_id ?? '']?.messages ?? NO_MESSAGES
}

/** The running stream of the session on screen; null when nothing runs there. */
export function openStream(data: AppData): LiveStream | null {
  const live = data.live[data.open_session_id ?? '']
  return isRunning(live) ? live : null
}

/** The stream that writes to a message; null once its end is in the message. */
export function streamOf(data: AppData, message: Message): LiveStream | null {
  if (message.end) return null
  const live = data.live[message.session_id]
  // By the stream: the one before it may have written to the same message.
  return live?.stream_id === message.stream_id ? live : null
}

/** The model the next prompt of the open session goes to; null: the simulator's first mode. */
export function chosenModel(data: AppData): ModelRef | null {
  const session = openSession(data)
  return (session ? session.model : data.new_chat_model) ?? data.settings.default_model
}

export function announce(data: AppData, text: string): AppData['announcement'] {
  return { text, number: data.announcement.number + 1 }
}

/** This window opened a stream. A person who went on to another chat meanwhile stays where they are. */
export function ownOpening(data: AppData, session_id: SessionId): Partial<AppData> {
  return data.open_session_id === session_id ? { own_opening: data.own_opening + 1 } : {}
}
