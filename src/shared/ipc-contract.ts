import type { Connection, ConnectionState, ConnectionStatus, ServerKind } from './engine-info.ts'
import type { Diagnosis } from './diagnosis.ts'
import type { ConnectionId, MessageId, SessionId, StreamId } from './ids.ts'
import type {
  LoadedSession,
  MessagePage,
  ModelRef,
  Session,
  SessionActivity,
  SessionSummary,
} from './session.ts'
import type { Settings } from './settings.ts'
import type { StabilityState } from './stability.ts'
import type { StreamEvent } from './stream-event.ts'
import type { StreamOpened } from './stream-opened.ts'
import type { Release, StreamSnapshot } from './stream-snapshot.ts'
import type { CoreCounters, DropReason, StreamTrace } from './stream-trace.ts'

/** Why main did not do what it was asked, in one sentence for people. Nothing has changed. */
export interface Refusal {
  refused: string
}

/** What a window needs to draw itself, once, when it loads. */
export interface AppState {
  version: string
  /** 'electron', or 'chromium' on the stand-in host. */
  host: string
  platform: string
  /** Newest first. */
  sessions: SessionSummary[]
  connections: ConnectionStatus[]
  settings: Settings
  /** The session that was open last; null for a new chat. */
  open_session_id: SessionId | null
  /** How many answers were cut by the last end of the app and are shown as interrupted; told once. */
  interrupted: number
  /** Ended answers the disk refused. */
  unsaved: number
}

export interface ConnectionInput {
  kind: ServerKind
  name: string
  url: string
  /** The key as typed; undefined leaves a stored one alone, '' removes it. */
  key?: string | undefined
}

/** A server found listening on this computer. */
export interface DetectedServer {
  kind: ServerKind
  name: string
  url: string
}

/** Events of one stream that the gate of a window dropped, since it told last. */
export interface DroppedEvents {
  stream_id: StreamId
  session_id: SessionId
  why: Exclude<DropReason, 'after_end'>
  count: number
}

/** What a tester hands on: everything about the app and nothing of what was written in it. */
export interface Bundle {
  bundle_id: string
  /** Readable as it is; shown before it is saved. */
  text: string
  file_name: string
}

/** Every question a window may ask main. Handlers, preload and the renderer's bridge are derived from this one table. */
export interface Requests {
  'app:state': { input: null; output: AppState }
  'session:create': { input: { model: ModelRef | null }; output: Session | Refusal }
  /** null when there is no such session. */
  'session:load': { input: { session_id: SessionId }; output: LoadedSession | null }
  /** The page above a message; null when that message is not there any more. */
  'session:earlier': { input: { session_id: SessionId; before: MessageId }; output: MessagePage | null }
  'session:rename': { input: { session_id: SessionId; title: string }; output: Session | Refusal }
  'session:set_model': { input: { session_id: SessionId; model: ModelRef }; output: Session | Refusal }
  /** Stops its streams first. Undoable until `session:undelete` comes or the time for it has passed. */
  'session:delete': { input: { session_id: SessionId }; output: { undo_ms: number } | Refusal }
  'session:undelete': { input: { session_id: SessionId }; output: SessionSummary | Refusal }
  /** Remembers which session this person looks at, for the next start. */
  'session:show': { input: { session_id: SessionId | null }; output: null }
  'stream:open': {
    input: { session_id: SessionId; prompt: string }
    output: { stream_id: StreamId } | Refusal
  }
  /** Answers a prompt again (`message_id`: the prompt or its answer); the new answer is a sibling of the old one. */
  'stream:regenerate': {
    input: { session_id: SessionId; message_id: MessageId }
    output: { stream_id: StreamId } | Refusal
  }
  /** The answer ends in this tick; the reply comes when its engine is really gone. */
  'stream:stop': { input: { stream_id: StreamId }; output: Release }
  'stream:stop_all': { input: null; output: { stopped: number } }
  /** null: not live any more, read the store. */
  'stream:snapshot': { input: { stream_id: StreamId }; output: StreamSnapshot | null }
  'store:retry': { input: null; output: { unsaved: number } }
  'connection:add': { input: ConnectionInput; output: Connection | Refusal }
  'connection:edit': {
    input: ConnectionInput & { connection_id: ConnectionId }
    output: Connection | Refusal
  }
  /** Stops its streams first. */
  'connection:remove': { input: { connection_id: ConnectionId }; output: null | Refusal }
  /** Asks the server without saving anything. */
  'connection:test': {
    input: ConnectionInput & { connection_id?: ConnectionId | undefined }
    output: ConnectionState
  }
  /** Asks again which models there are; the outcome is broadcast. */
  'connection:refresh': { input: { connection_id: ConnectionId }; output: null }
  'connection:detect': { input: null; output: DetectedServer[] }
  /** A person's "start it again" after an engine crashed too often. */
  'engine:restart': { input: ModelRef; output: null }
  'settings:set': { input: Partial<Settings>; output: Settings | Refusal }
  'clipboard:write': { input: { text: string }; output: null }
  /** Opens a link outside after the person confirmed its host; false when declined or not https, http or mailto. */
  'link:open': { input: { url: string }; output: boolean }
  /** Said by every window every `ALIVE_EVERY_MS`, with its longest task since the last time: main hears when it hangs. */
  'window:alive': { input: { longest_task_ms: number }; output: null }
  'window:dropped': { input: { dropped: DroppedEvents[] }; output: null }
  /**
   * The streams of a session that changed since a revision (0: all of them), oldest first. Asking also arms one
   * `inspector:changed` for the next change, so that nothing is told to nobody. `now_ms` is main's monotonic clock, on
   * which the traces are.
   */
  'inspector:streams': {
    input: { session_id: SessionId; since: number }
    output: { revision: number; now_ms: number; traces: StreamTrace[]; counters: CoreCounters }
  }
  'stability:state': { input: null; output: StabilityState }
  /** Plays the scenarios of `verify` in engine processes and a store of their own; the progress is broadcast. */
  'stability:start': { input: null; output: null | Refusal }
  'stability:cancel': { input: null; output: null }
  /** Reads the lifecycle log of this app and judges it. */
  'diagnosis:run': { input: null; output: Diagnosis | Refusal }
  'bundle:build': { input: null; output: Bundle | Refusal }
  /** Asks the person where to, then saves the text that was built and shown. null: the person changed their mind. */
  'bundle:save': { input: { bundle_id: string }; output: { saved: string } | Refusal | null }
}
export type RequestName = keyof Requests

/** What the application menu asks the window to do. */
export type MenuCommand =
  | 'new_chat'
  | 'stop'
  | 'stop_all'
  | 'toggle_sidebar'
  | 'settings'
  | 'focus_composer'
  | 'inspector'
  | 'simulator'
  | 'stability_test'
  | 'diagnose'
  | 'bundle'

/** Everything main tells all windows. */
export interface Broadcasts {
  'stream:opened': StreamOpened
  'stream:event': StreamEvent
  'session:changed': SessionSummary
  'session:removed': { session_id: SessionId }
  'session:activity': { session_id: SessionId; activity: SessionActivity }
  'connections:changed': ConnectionStatus[]
  'settings:changed': Settings
  'store:unsaved': { count: number }
  'menu:command': { command: MenuCommand }
  /** Streams of this session changed since a window asked for them. */
  'inspector:changed': { session_id: SessionId }
  'stability:changed': StabilityState
}
export type BroadcastName = keyof Broadcasts

/** The tables' names at run time. A name missing here does not compile (`satisfies`), so nothing is forgotten. */
const requestTable = {
  'app:state': true,
  'session:create': true,
  'session:load': true,
  'session:earlier': true,
  'session:rename': true,
  'session:set_model': true,
  'session:delete': true,
  'session:undelete': true,
  'session:show': true,
  'stream:open': true,
  'stream:regenerate': true,
  'stream:stop': true,
  'stream:stop_all': true,
  'stream:snapshot': true,
  'store:retry': true,
  'connection:add': true,
  'connection:edit': true,
  'connection:remove': true,
  'connection:test': true,
  'connection:refresh': true,
  'connection:detect': true,
  'engine:restart': true,
  'settings:set': true,
  'clipboard:write': true,
  'link:open': true,
  'window:alive': true,
  'window:dropped': true,
  'inspector:streams': true,
  'stability:state': true,
  'stability:start': true,
  'stability:cancel': true,
  'diagnosis:run': true,
  'bundle:build': true,
  'bundle:save': true,
} satisfies Record<RequestName, true>
const broadcastTable = {
  'stream:opened': true,
  'stream:event': true,
  'session:changed': true,
  'session:removed': true,
  'session:activity': true,
  'connections:changed': true,
  'settings:changed': true,
  'store:unsaved': true,
  'menu:command': true,
  'inspector:changed': true,
  'stability:changed': true,
} satisfies Record<BroadcastName, true>

export const REQUEST_NAMES = Object.keys(requestTable) as RequestName[]
export const BROADCAST_NAMES = Object.keys(broadcastTable) as BroadcastName[]

/** What the preload puts into the page as `window.sluice`: one function per request, one subscription per broadcast. */
export interface Bridge {
  request: <Name extends RequestName>(
    name: Name,
    input: Requests[Name]['input'],
  ) => Promise<Requests[Name]['output']>
  /** Returns the unsubscription. */
  on: <Name extends BroadcastName>(name: Name, listener: (payload: Broadcasts[Name]) => void) => () => void
}
