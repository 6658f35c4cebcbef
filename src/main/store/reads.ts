import type { DatabaseSync } from 'node:sqlite'
import type { MessageId, SessionId } from '../../shared/ids.ts'
import type { Message, MessagePage } from '../../shared/session.ts'
import type { FoundInBranch } from '../../shared/search.ts'
import type { ChatMessage } from '../../shared/chat-record.ts'
import { branchAbove, chatAtMoment, chatPage, exportableChats, messagesAt } from './export-reads.ts'
import type { BranchStretch, ChatAtMoment, ChatPage, PageWanted } from './export-reads.ts'
import { anyKnown, isChat, sessionRows } from './import-writes.ts'
import type { KnownIds } from './import-writes.ts'
import { findInBranch } from './find-in-branch.ts'
import type { SessionContents } from './load-session.ts'
import { loadSession, pageBefore } from './load-session.ts'
import type { SessionRow } from './tables/session-table.ts'
import { search } from './search/search.ts'
import type { Found, SearchInput } from './search/search.ts'
import { allQueued } from './tables/queue-table.ts'
import type { QueueRow } from './tables/queue-table.ts'
import type { MessagePlace } from './tables/message-table.ts'
import { placeOf, readMessage } from './tables/message-table.ts'

/** What changes nothing. The reader carries these out beside the writer, so that no stream is waited for. */
export interface Reads {
  /** null: there is no such session. */
  'session:load': { input: { session_id: SessionId; to: MessageId | null }; output: SessionContents | null }
  'session:earlier': { input: { session_id: SessionId; before: MessageId }; output: MessagePage | null }
  'message:read': { input: { session_id: SessionId; message_id: MessageId }; output: Message | null }
  'search:find': { input: SearchInput; output: Found }
  'message:find': { input: { session_id: SessionId; query: string }; output: FoundInBranch }
  'message:place': { input: { session_id: SessionId; message_id: MessageId }; output: MessagePlace | null }
  'queue:all': { input: null; output: QueueRow[] }
  'export:list': { input: null; output: SessionId[] }
  'export:chat': { input: { session_id: SessionId }; output: ChatAtMoment | null }
  /** null, here and below: the chat is gone by now. */
  'export:page': { input: PageWanted; output: ChatPage | null }
  'export:above': { input: { message_id: MessageId }; output: BranchStretch }
  'export:messages': {
    input: { session_id: SessionId; positions: readonly number[] }
    output: ChatMessage[] | null
  }
  'import:exists': { input: { session_id: SessionId }; output: boolean }
  'import:known': { input: KnownIds; output: boolean }
  'import:rows': { input: { session_ids: readonly SessionId[] }; output: SessionRow[] }
}
export type ReadName = keyof Reads

export const reads: {
  [Name in ReadName]: (db: DatabaseSync, input: Reads[Name]['input']) => Reads[Name]['output']
} = {
  'session:load': (db, { session_id, to }) => loadSession(db, session_id, to),
  'session:earlier': (db, { before }) => pageBefore(db, before),
  'message:read': (db, { session_id, message_id }) => readMessage(db, session_id, message_id),
  'search:find': search,
  'message:find': findInBranch,
  'message:place': (db, { session_id, message_id }) => placeOf(db, session_id, message_id),
  'queue:all': (db) => allQueued(db),
  'export:list': (db) => exportableChats(db),
  'export:chat': (db, { session_id }) => chatAtMoment(db, session_id),
  'export:page': chatPage,
  'export:above': (db, { message_id }) => branchAbove(db, message_id),
  'export:messages': messagesAt,
  'import:exists': (db, { session_id }) => isChat(db, session_id),
  'import:known': anyKnown,
  'import:rows': (db, { session_ids }) => sessionRows(db, session_ids),
}
