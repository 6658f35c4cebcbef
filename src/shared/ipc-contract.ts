import type { BackupInfo } from './backup.ts'
import type { Connection, ConnectionState, ConnectionStatus, ServerKind } from './engine-info.ts'
import type { Diagnosis } from './diagnosis.ts'
import type { ConnectionId, DownloadId, MessageId, QueueId, SessionId, StreamId } from './ids.ts'
import type { MenuCommand } from './menu-command.ts'
import type { AddedModels, DownloadRequest, ModelLibrary, RepositoryFile } from './model-library.ts'
import type { Recovery } from './recovery.ts'
import type {
  ChatSettings,
  LoadedSession,
  MessagePage,
  ModelRef,
  ReadingPlace,
  Session,
  SessionActivity,
  SessionDetails,
  SessionSummary,
} from './session.ts'
import type { SessionQueue } from './prompt-queue.ts'
import type { SearchResult } from './search.ts'
import type { Settings } from './settings.ts'
import type { StabilityState } from './stability.ts'
import type { StreamEvent } from './stream-event.ts'
import type { StreamOpened } from './stream-opened.ts'
import type { Release, StreamSnapshot } from './stream-snapshot.ts'
import type { CoreCounters, DropReason, StreamTrace } from './stream-trace.ts'
import type { ChatFormat, TransferState } from './transfer.ts'

/** Why main did not do what it was asked, in one sentence for people. Nothing has changed. */
export interface Refusal {
  refused: string
}

/** What main tells of the app itself and of this computer. */
export interface About {
  version: string
  /** 'electron', or 'chromium' on the stand-in host. */
  host: string
  platform: string
  /** All the memory of this computer, in bytes. */
  memory_bytes: number
  /** The page runs without Chromium's sandbox, because it was started so. */
  unsandboxed: boolean
  /** This build can look for newer versions of itself. */
  can_update: boolean
}

/** What a window needs to draw itself, once, when it loads. */
export interface AppState extends About {
  /** Newest first. */
  sessions: SessionSummary[]
  connections: ConnectionStatus[]
  settings: Settings
  /** The session that was open last; null for a new chat. */
  open_session_id: SessionId | null
  /** What stands in the composer of a chat that does not exist yet. */
  new_chat_draft: string
  /** What the start found and kept after an end that was not in order; told once, null when there is nothing to tell. */
  recovery: Recovery | null
  /** Ended answers the disk refused. */
  unsaved: number
  /** Only those in which prompts wait. */
  queues: SessionQueue[]
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
  /** Reaches up to the message `to`, where that is on the branch shown; null when there is no such session. */
  'session:load': {
    input: { session_id: SessionId; to?: MessageId | undefined }
    output: LoadedSession | null
  }
  /** The page above a message; null when that message is not there any more. */
  'session:earlier': { input: { session_id: SessionId; before: MessageId }; output: MessagePage | null }
  /** What stands in the composer; null: of a chat that does not exist yet. `revision` rises with each change of any draft. */
  'session:draft': {
    input: { session_id: SessionId | null; text: string }
    output: { revision: number } | Refusal
  }
  /** Where the reader rests; null: at the end. */
  'session:place': { input: { session_id: SessionId; place: ReadingPlace | null }; output: null }
  'session:rename': { input: { session_id: SessionId; title: string }; output: Session | Refusal }
  'session:set_model': { input: { session_id: SessionId; model: ModelRef }; output: Session | Refusal }
  'session:pin': { input: { session_id: SessionId; pinned: boolean }; output: Session | Refusal }
  /** What runs in it goes on; the next prompt brings it back. */
  'session:archive': { input: { session_id: SessionId; archived: boolean }; output: Session | Refusal }
  /** For the next prompt on; what runs is not touched. Told to every window as `session:details`. */
  'session:configure': { input: { session_id: SessionId } & ChatSettings; output: SessionDetails | Refusal }
  /** Stops its streams first. Undoable until `session:undelete` comes or the time for it has passed. */
  'session:delete': { input: { session_id: SessionId }; output: { undo_ms: number } | Refusal }
  'session:undelete': { input: { session_id: SessionId }; output: SessionSummary | Refusal }
  /** Remembers which session this person looks at, for the next start. */
  'session:show': { input: { session_id: SessionId | null }; output: null }
  /** Words, all of which must occur, "phrases", and the last word as the beginning of one; `limit`: the most messages wanted. */
  'search:find': { input: { query: string; limit: number }; output: SearchResult | Refusal }
  'stream:open': {
    input: { session_id: SessionId; prompt: string }
    output: { stream_id: StreamId } | Refusal
  }
  /** Answers a prompt again (`message_id`: the prompt or its answer); the new answer is a sibling of the old one. */
  'stream:regenerate': {
    input: { session_id: SessionId; message_id: MessageId }
    output: { stream_id: StreamId } | Refusal
  }
  /** Sends a changed prompt beside the old one (`message_id`: a user's message), which stays with all that followed it. */
  'stream:edit': {
    input: { session_id: SessionId; message_id: MessageId; prompt: string }
    output: { stream_id: StreamId } | Refusal
  }
  /** Goes on with the last answer from where it ended; refused where its engine cannot. */
  'stream:continue': {
    input: { session_id: SessionId; message_id: MessageId }
    output: { stream_id: StreamId } | Refusal
  }
  /** Shows the branch with this message, whichever it is, down to its newest leaf; every window is told. */
  'message:show': {
    input: { session_id: SessionId; message_id: MessageId }
    output: null | Refusal
  }
  /** The answer ends in this tick; the reply comes when its engine is really gone. */
  'stream:stop': { input: { stream_id: StreamId }; output: Release }
  'stream:stop_all': { input: null; output: { stopped: number } }
  /** null: not live any more, read the store. */
  'stream:snapshot': { input: { stream_id: StreamId }; output: StreamSnapshot | null }
  /** Waits its turn; sent at once where nothing runs and nothing waits. */
  'queue:add': { input: { session_id: SessionId; prompt: string }; output: { queue_id: QueueId } | Refusal }
  'queue:edit': { input: { queue_id: QueueId; prompt: string }; output: null | Refusal }
  /** `before`: the one it is to stand before; null: at the end. */
  'queue:move': { input: { queue_id: QueueId; before: QueueId | null }; output: null | Refusal }
  /** Undoable by `queue:restore` for so long. */
  'queue:remove': { input: { queue_id: QueueId }; output: { undo_ms: number } | Refusal }
  /** At its old place. */
  'queue:restore': { input: { queue_id: QueueId }; output: null | Refusal }
  /** Now, whatever runs or waits: a running answer is superseded. */
  'queue:send': { input: { queue_id: QueueId }; output: { stream_id: StreamId } | Refusal }
  /** A person's click: a paused queue goes on. */
  'queue:resume': { input: { session_id: SessionId }; output: null | Refusal }
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
  /**
   * A person's "stop that model and load mine": `stream_id` waits with `for_room_of` this model. Its answer ends `stopped`, and
   * the waiting one is the next to be loaded. Nothing happens when neither is so any more.
   */
  'engine:make_room': { input: { stream_id: StreamId; for_room_of: string }; output: { stopped: number } }
  'settings:set': { input: Partial<Settings>; output: Settings | Refusal }
  'clipboard:write': { input: { text: string }; output: null }
  /** Opens a link outside after the person confirmed its host; false when declined or not https, http or mailto. */
  'link:open': { input: { url: string }; output: boolean }
  /** Said by every window every `ALIVE_EVERY_MS`, with its longest task since the last time: main hears when it hangs. */
  'window:alive': { input: { longest_task_ms: number }; output: null }
  /** The answer to `window:leaving`: nothing is left to save. */
  'window:left': { input: null; output: null }
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
  /** The export, import or backup that runs, or ran last. */
  'transfer:state': { input: null; output: TransferState | null }
  /** Asks the person where to, then writes one chat, or all (null). The progress is broadcast. null: they changed their mind. */
  'transfer:export': {
    input: { session_id: SessionId | null; format: ChatFormat }
    output: { transfer_id: string } | Refusal | null
  }
  /** Asks the person for a file of JSON or NDJSON, then imports its chats, all or none. */
  'transfer:import': { input: null; output: { transfer_id: string } | Refusal | null }
  'transfer:cancel': { input: { transfer_id: string }; output: null }
  /** The newest first. */
  'backup:list': { input: null; output: BackupInfo[] | Refusal }
  'backup:make': { input: null; output: { transfer_id: string } | Refusal }
  /** Starts the app again with the chats of this backup; those of now are kept as one. The window has asked the person. */
  'backup:restore': { input: { name: string }; output: null | Refusal }
  'models:state': { input: null; output: ModelLibrary }
  /** Asks the person for model files, then adds them where they lie. null: they changed their mind. */
  'models:pick': { input: null; output: AddedModels | Refusal | null }
  /** Files that were dropped on the window. */
  'models:add': { input: { paths: string[] }; output: AddedModels | Refusal }
  /** Stops its streams first. Undoable by `models:restore` for so long; then a file of the folder is really gone. */
  'models:remove': { input: { model: string }; output: { undo_ms: number } | Refusal }
  'models:restore': { input: { model: string }; output: null | Refusal }
  /** Asks the person for the folder of the model files. null: chosen, or they changed their mind. */
  'models:choose_folder': { input: null; output: null | Refusal }
  /** Shows a model's file, or the folder (null), in the desktop's file manager. */
  'models:show': { input: { model: string | null }; output: null }
  'download:start': { input: DownloadRequest; output: { download_id: DownloadId } | Refusal }
  /** Asks the hub which model files a repository has. */
  'download:files': { input: { repository: string }; output: { files: RepositoryFile[] } | Refusal }
  'download:pause': { input: { download_id: DownloadId }; output: null | Refusal }
  'download:resume': { input: { download_id: DownloadId }; output: null | Refusal }
  /** Leaves nothing behind. */
  'download:cancel': { input: { download_id: DownloadId }; output: null | Refusal }
}
export type RequestName = keyof Requests

/** Everything main tells all windows. */
export interface Broadcasts {
  'stream:opened': StreamOpened
  'stream:event': StreamEvent
  'session:changed': SessionSummary
  'session:removed': { session_id: SessionId }
  'session:details': { session_id: SessionId } & ChatSettings
  /** Another branch of this session is shown from now on, or it was loaded before it was all on disk: read it again. */
  'session:branch': { session_id: SessionId }
  'session:activity': { session_id: SessionId; activity: SessionActivity }
  /** Another window changed what stands in the composer; null: of a chat that does not exist yet. */
  'draft:changed': { session_id: SessionId | null; text: string; revision: number }
  'connections:changed': ConnectionStatus[]
  'settings:changed': Settings
  'queue:changed': SessionQueue
  'store:unsaved': { count: number }
  'menu:command': { command: MenuCommand }
  /** This window is about to go: it saves what it has, then asks `window:left`. */
  'window:leaving': null
  /** Streams of this session changed since a window asked for them. */
  'inspector:changed': { session_id: SessionId }
  'stability:changed': StabilityState
  'transfer:changed': TransferState | null
  /** Chats that came from a file, many at once. */
  'sessions:added': SessionSummary[]
  /** At most four times a second while downloads run. */
  'models:changed': ModelLibrary
}
export type BroadcastName = keyof Broadcasts

/** The tables' names at run time. A name missing here does not compile (`satisfies`), so nothing is forgotten. */
const requestTable = {
  'app:state': true,
  'session:create': true,
  'session:load': true,
  'session:earlier': true,
  'session:draft': true,
  'session:place': true,
  'session:rename': true,
  'session:set_model': true,
  'session:pin': true,
  'session:archive': true,
  'session:configure': true,
  'session:delete': true,
  'session:undelete': true,
  'session:show': true,
  'search:find': true,
  'stream:open': true,
  'stream:regenerate': true,
  'stream:edit': true,
  'stream:continue': true,
  'message:show': true,
  'stream:stop': true,
  'stream:stop_all': true,
  'stream:snapshot': true,
  'queue:add': true,
  'queue:edit': true,
  'queue:move': true,
  'queue:remove': true,
  'queue:restore': true,
  'queue:send': true,
  'queue:resume': true,
  'store:retry': true,
  'connection:add': true,
  'connection:edit': true,
  'connection:remove': true,
  'connection:test': true,
  'connection:refresh': true,
  'connection:detect': true,
  'engine:restart': true,
  'engine:make_room': true,
  'settings:set': true,
  'clipboard:write': true,
  'link:open': true,
  'window:alive': true,
  'window:left': true,
  'window:dropped': true,
  'inspector:streams': true,
  'stability:state': true,
  'stability:start': true,
  'stability:cancel': true,
  'diagnosis:run': true,
  'bundle:build': true,
  'bundle:save': true,
  'transfer:state': true,
  'transfer:export': true,
  'transfer:import': true,
  'transfer:cancel': true,
  'backup:list': true,
  'backup:make': true,
  'backup:restore': true,
  'models:state': true,
  'models:pick': true,
  'models:add': true,
  'models:remove': true,
  'models:restore': true,
  'models:choose_folder': true,
  'models:show': true,
  'download:start': true,
  'download:files': true,
  'download:pause': true,
  'download:resume': true,
  'download:cancel': true,
} satisfies Record<RequestName, true>
const broadcastTable = {
  'stream:opened': true,
  'stream:event': true,
  'session:changed': true,
  'session:removed': true,
  'session:details': true,
  'session:branch': true,
  'session:activity': true,
  'draft:changed': true,
  'connections:changed': true,
  'settings:changed': true,
  'queue:changed': true,
  'store:unsaved': true,
  'menu:command': true,
  'window:leaving': true,
  'inspector:changed': true,
  'stability:changed': true,
  'transfer:changed': true,
  'sessions:added': true,
  'models:changed': true,
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
  /** Where a file lies that was dropped on the window; '' where that is not told. */
  pathOf: (file: File) => string
}
