import type { ConnectionId, MessageId, SessionId } from '../../shared/ids.ts'
import type { Message } from '../../shared/session.ts'
import type { ClosedStream } from '../ports.ts'
import type { ChunkRow } from './chunk-rows.ts'
import type { appendChunks, closeStream, OpenedStream, StreamOpening } from './journal-writes.ts'
import type { SessionContents } from './load-session.ts'
import type { Recovered } from './recovery.ts'
import type { StoreErrorKind } from './store-error.ts'
import type { ConnectionRow } from './tables/connection-table.ts'
import type { KeyValue } from './tables/key-value-table.ts'
import type { MessagePlace } from './tables/message-table.ts'
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
}

/** All that main keeps in memory, read once. */
export interface StoreContents {
  report: OpenReport
  sessions: SessionRow[]
  settings: KeyValue[]
  connections: ConnectionRow[]
  window_state: string | null
}

/** Every thing main may ask the worker. They are carried out one after the other, in the order in which they were sent. */
export interface Operations {
  open: { input: OpenDatabase; output: StoreContents }
  'stream:open': { input: StreamOpening; output: OpenedStream }
  'stream:append': { input: ChunkRow[]; output: ReturnType<typeof appendChunks> }
  'stream:close': { input: ClosedStream; output: ReturnType<typeof closeStream> }
  'session:insert': { input: SessionRow; output: null }
  /** null: there is no such session. */
  'session:change': { input: { session_id: SessionId; change: SessionChange }; output: SessionRow | null }
  'session:load': { input: { session_id: SessionId }; output: SessionContents | null }
  'session:purge': { input: { session_id: SessionId }; output: null }
  /** Of messages: null when the session has none of that name. */
  'message:place': { input: MessageOfSession; output: MessagePlace | null }
  'message:read': { input: MessageOfSession; output: Message | null }
  /** Shows the branch this message is in, down to its newest leaf. */
  'message:show': { input: MessageOfSession; output: SessionRow | null }
  'settings:write': { input: KeyValue[]; output: null }
  'window_state:write': { input: string; output: null }
  'connection:write': { input: ConnectionRow; output: null }
  'connection:remove': { input: { connection_id: ConnectionId }; output: null }
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
