import type { DatabaseSync } from 'node:sqlite'
import type { MessageId, SessionId } from '../../shared/ids.ts'
import type { Message, MessagePage } from '../../shared/session.ts'
import type { SessionContents } from './load-session.ts'
import { loadSession, pageBefore } from './load-session.ts'
import { readMessage } from './tables/message-table.ts'

/** What changes nothing. The reader carries these out beside the writer, so that no stream is waited for. */
export interface Reads {
  /** null: there is no such session. */
  'session:load': { input: { session_id: SessionId }; output: SessionContents | null }
  'session:earlier': { input: { session_id: SessionId; before: MessageId }; output: MessagePage | null }
  'message:read': { input: { session_id: SessionId; message_id: MessageId }; output: Message | null }
}
export type ReadName = keyof Reads

export const reads: {
  [Name in ReadName]: (db: DatabaseSync, input: Reads[Name]['input']) => Reads[Name]['output']
} = {
  'session:load': (db, { session_id }) => loadSession(db, session_id),
  'session:earlier': (db, { before }) => pageBefore(db, before),
  'message:read': (db, { session_id, message_id }) => readMessage(db, session_id, message_id),
}
