import type { ConnectionId, MessageId, QueueId, SessionId } from '../../shared/ids.ts'
import type { ChatSettings, ReadingPlace, SessionDetails } from '../../shared/session.ts'
import type { ClosedStream } from '../ports.ts'
import type { ChunkRow } from './chunk-rows.ts'
import type { StagedStep } from './import-writes.ts'
import type { appendChunks, closeStream, OpenedStream, StreamOpening } from './journal-writes.ts'
import type { Reads } from './reads.ts'
import type { Mended } from './damage.ts'
import type { Recovered } from './recovery.ts'
import type { Restored } from './backup/restore-request.ts'
import type { Salvaged } from './salvage/salvage.ts'
import type { BuildStep, Built } from './search/build-index.ts'
import type { StoreErrorKind } from './store-error.ts'
import type { ConnectionRow } from './tables/connection-table.ts'
import type { DraftToWrite } from './tables/draft-table.ts'
import type { KeyValue } from './tables/key-value-table.ts'
import type { QueueRow } from './tables/queue-table.ts'
import type { SessionChange, SessionRow } from './tables/session-table.ts'

export interface OpenDatabase {
  /** A path or ':memory:'. */
  file: string
  now: number
  max_pages?: number | undefined
}

/** What was found at start, for the log and for the person. */
export interface OpenReport extends Recovered {
  created: boolean
  unclean: boolean
  migrated_from: number | null
  backup: string | null
  /** Prompts that wait in queues. */
  queued: number
  /** What became of a damaged database, told until the app has ended in order. */
  damage: Mended['damage'] | null
  /** What could be read of it. */
  salvaged: Salvaged | null
  /** What became of a backup that was asked for before this start. */
  restored: Restored | null
}

/** All that main keeps in memory, read once. */
export interface StoreContents {
  report: OpenReport
  sessions: SessionRow[]
  /** Session by session, the next one first. */
  queued: QueueRow[]
  settings: KeyValue[]
  connections: ConnectionRow[]
  window_state: string | null
  new_chat_draft: string
  /** The search index is not whole: it was damaged, or the app ended while it was built. */
  search_unfinished: boolean
}

/** Every thing main may ask a thread of the store. They are carried out one after the other, in the order in which they were sent. */
export interface Operations extends Reads {
  open: { input: OpenDatabase; output: StoreContents }
  /** In place of `open`, for the thread that only reads: the writer has opened the file before. */
  'open:reader': { input: { file: string }; output: null }
  'stream:open': { input: StreamOpening; output: OpenedStream }
  'stream:append': { input: ChunkRow[]; output: ReturnType<typeof appendChunks> }
  'stream:close': { input: ClosedStream; output: ReturnType<typeof closeStream> }
  'session:insert': { input: SessionRow; output: null }
  /** null: there is no such session. */
  'session:change': { input: { session_id: SessionId; change: SessionChange }; output: SessionRow | null }
  /** null: there is no such session. */
  'session:configure': { input: { session_id: SessionId } & ChatSettings; output: SessionDetails | null }
  /** '' for a chat that does not exist yet. Nothing happens for a session that is gone. */
  'draft:write': { input: DraftToWrite; output: null }
  'place:write': { input: { session_id: SessionId; place: ReadingPlace | null }; output: null }
  'session:purge': { input: { session_id: SessionId }; output: null }
  'queue:put': { input: { row: QueueRow; order: readonly QueueId[] }; output: null }
  'queue:edit': { input: { queue_id: QueueId; text: string }; output: null }
  'queue:order': { input: { order: readonly QueueId[] }; output: null }
  'queue:remove': { input: { queue_id: QueueId }; output: null }
  /** One step of building the index anew, after it was damaged. */
  'search:build': { input: BuildStep; output: Built }
  /** Shows the branch this message is in, down to its newest leaf; null when the session has no such message. */
  'message:show': { input: MessageOfSession; output: SessionRow | null }
  'settings:write': { input: KeyValue[]; output: null }
  'window_state:write': { input: string; output: null }
  'connection:write': { input: ConnectionRow; output: null }
  'connection:remove': { input: { connection_id: ConnectionId }; output: null }
  'import:stage': { input: StagedStep; output: { step_ms: number } }
  'import:reveal': { input: { session_ids: readonly SessionId[] }; output: null }
  /** true: something of it is left. */
  'import:discard': { input: { session_id: SessionId; limit: number }; output: boolean }
  /** Marks the end as clean, empties the write-ahead log and closes. Nothing may follow. */
  shut: { input: null; output: null }
}
export interface MessageOfSession {
  session_id: SessionId
  message_id: MessageId
}
export type OperationName = keyof Operations

export type StoreRequest = {
  [Name in OperationName]: { id: number; name: Name; input: Operations[Name]['input'] }
}[OperationName]

/** What can cross from thread to thread of a StoreError. */
export interface StoreFailure {
  kind: StoreErrorKind
  message: string
  detail: string
  errcode: number | null
}

export type StoreReply = { id: number; output: unknown } | { id: number; error: StoreFailure }
