import type { ChatMessage } from '../../shared/chat-record.ts'
import type { MessageId, SessionId } from '../../shared/ids.ts'
import type { Session } from '../../shared/session.ts'
import type { BranchStretch, ChatAtMoment, ChatPage, PageWanted } from './export-reads.ts'
import type { KnownIds, StagedStep } from './import-writes.ts'
import type { Sessions } from './sessions.ts'
import type { StoreClient } from './store-client.ts'
import type { StoreReader } from './store-reader.ts'

/** Messages that one step takes back. */
const DISCARD_MAX = 100
/** Sessions that are read at once. */
const ROWS_MAX = 200

/** Whole chats out of the store and into it, in steps short enough that nobody else's write waits long for one. */
export class ChatTransfer {
  #client: StoreClient
  #reader: StoreReader
  #sessions: Sessions

  constructor(client: StoreClient, reader: StoreReader, sessions: Sessions) {
    this.#client = client
    this.#reader = reader
    this.#sessions = sessions
  }

  list(): Promise<SessionId[]> {
    return this.#reader.ask('export:list', null)
  }

  chat(session_id: SessionId): Promise<ChatAtMoment | null> {
    return this.#reader.ask('export:chat', { session_id })
  }

  page(wanted: PageWanted): Promise<ChatPage | null> {
    return this.#reader.ask('export:page', wanted)
  }

  above(message_id: MessageId): Promise<BranchStretch> {
    return this.#reader.ask('export:above', { message_id })
  }

  messages(session_id: SessionId, positions: readonly number[]): Promise<ChatMessage[] | null> {
    return this.#reader.ask('export:messages', { session_id, positions })
  }

  exists(session_id: SessionId): Promise<boolean> {
    return this.#reader.ask('import:exists', { session_id })
  }

  anyKnown(ids: KnownIds): Promise<boolean> {
    return this.#reader.ask('import:known', ids)
  }

  stage(step: StagedStep): Promise<{ step_ms: number }> {
    return this.#client.ask('import:stage', step)
  }

  /** Shows staged chats, all at once; they are among the sessions from then on. No listener hears of each: there may be thousands. */
  async reveal(session_ids: readonly SessionId[]): Promise<Session[]> {
    await this.#client.ask('import:reveal', { session_ids })
    const sessions: Session[] = []
    for (let from = 0; from < session_ids.length; from += ROWS_MAX) {
      const page = session_ids.slice(from, from + ROWS_MAX)
      sessions.push(...this.#sessions.adopt(await this.#reader.ask('import:rows', { session_ids: page })))
    }
    return sessions
  }

  /** Removes a staged chat, in steps. */
  async discard(session_id: SessionId): Promise<void> {
    while (await this.#client.ask('import:discard', { session_id, limit: DISCARD_MAX }));
  }
}
