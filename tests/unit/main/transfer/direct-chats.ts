import type { DatabaseSync } from 'node:sqlite'
import { onTestFinished } from 'vitest'
import type { ChatHeader, ChatMessage } from '../../../../src/shared/chat-record.ts'
import type { MessageId, SessionId } from '../../../../src/shared/ids.ts'
import type { Session } from '../../../../src/shared/session.ts'
import { openDatabase } from '../../../../src/main/store/database.ts'
import type { PageWanted } from '../../../../src/main/store/export-reads.ts'
import {
  branchAbove,
  chatAtMoment,
  chatPage,
  exportableChats,
  messagesAt,
} from '../../../../src/main/store/export-reads.ts'
import type { KnownIds, StagedStep } from '../../../../src/main/store/import-writes.ts'
import {
  anyKnown,
  discardStaged,
  isChat,
  revealChats,
  sessionRows,
  stageChats,
} from '../../../../src/main/store/import-writes.ts'

/** The store's part of a transfer on a database in memory, without its worker: the same functions. */
export class DirectChats {
  readonly db: DatabaseSync

  constructor(db: DatabaseSync) {
    this.db = db
  }

  async list(): Promise<SessionId[]> {
    return exportableChats(this.db)
  }

  async chat(session_id: SessionId) {
    return chatAtMoment(this.db, session_id)
  }

  async page(wanted: PageWanted) {
    return chatPage(this.db, wanted)
  }

  async above(message_id: MessageId) {
    return branchAbove(this.db, message_id)
  }

  async messages(session_id: SessionId, positions: readonly number[]) {
    return messagesAt(this.db, { session_id, positions })
  }

  async exists(session_id: SessionId): Promise<boolean> {
    return isChat(this.db, session_id)
  }

  async anyKnown(ids: KnownIds): Promise<boolean> {
    return anyKnown(this.db, ids)
  }

  async stage(step: StagedStep) {
    return stageChats(this.db, step)
  }

  async reveal(session_ids: readonly SessionId[]): Promise<Session[]> {
    revealChats(this.db, session_ids)
    return sessionRows(this.db, session_ids)
  }

  async discard(session_id: SessionId): Promise<void> {
    while (discardStaged(this.db, { session_id, limit: 10 }));
  }

  /** Puts chats in as they are. */
  put(...chats: { header: ChatHeader; messages: ChatMessage[] }[]): void {
    const parts = chats.map(({ header, messages }) => ({ session_id: header.session_id, header, messages }))
    stageChats(this.db, { chats: parts, staged_at: 1 })
    revealChats(
      this.db,
      parts.map((part) => part.session_id),
    )
  }

  /** How many rows each table has that a chat lies in. */
  rows(): Record<string, number> {
    const count = (table: string): number =>
      Number(this.db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.['n'])
    return {
      session: count('session'),
      message: count('message'),
      draft: count('draft'),
      queued_prompt: count('queued_prompt'),
    }
  }
}

export async function directChats(): Promise<DirectChats> {
  const { db } = await openDatabase({ file: ':memory:', now: 0 })
  onTestFinished(() => {
    if (db.isOpen) db.close()
  })
  return new DirectChats(db)
}
