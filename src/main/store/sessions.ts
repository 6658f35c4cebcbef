import { randomUUID } from 'node:crypto'
import type { FoundInBranch } from '../../shared/search.ts'
import type { Clock, Undo } from '../lib/clock.ts'
import type { MessageId, SessionId } from '../../shared/ids.ts'
import type {
  ChatSettings,
  LoadedSession,
  Message,
  MessagePage,
  ModelRef,
  Session,
  SessionDetails,
  ReadingPlace,
} from '../../shared/session.ts'
import { SYSTEM_PROMPT_MAX_BYTES, utf8Bytes } from '../../shared/limits.ts'
import { TITLE_LENGTH_MAX } from '../../shared/session.ts'
import type { StoreClient } from './store-client.ts'
import { StoreError } from './store-error.ts'
import type { StoreReader } from './store-reader.ts'
import type { MessagePlace } from './tables/message-table.ts'
import type { SessionChange, SessionRow } from './tables/session-table.ts'

export interface SessionsDependencies {
  client: StoreClient
  reader: StoreReader
  clock: Clock
}

/** The sessions in memory: main is their only writer, so what it knows is what is on disk. Changes are known once durable. */
export class Sessions {
  #client: StoreClient
  #reader: StoreReader
  #clock: Clock
  #rows: Map<SessionId, SessionRow>
  /** Answers whose opening is on its way to the disk, oldest first: the branch already ends in the newest. */
  #opening = new Map<SessionId, MessageId[]>()
  #listeners = new Set<(session: Session) => void>()
  #lateListeners = new Set<(session_id: SessionId) => void>()

  constructor({ client, reader, clock }: SessionsDependencies, rows: readonly SessionRow[]) {
    this.#client = client
    this.#reader = reader
    this.#clock = clock
    this.#rows = new Map(rows.map((row) => [row.session_id, row]))
  }

  /** Without the deleted ones; the last used first, of equals the newest. */
  list(): Session[] {
    const shown = [...this.#rows.values()].filter((row) => row.deleted_at === null)
    return shown
      .toReversed()
      .sort((a, b) => b.updated_at - a.updated_at)
      .map(sessionOf)
  }

  /** null when there is no such session, or it is deleted. */
  get(session_id: SessionId): Session | null {
    const row = this.#shown(session_id)
    return row && sessionOf(row)
  }

  /** The message the next prompt follows; null when there is none. Knows an opening in the tick it is asked for. */
  leaf(session_id: SessionId): MessageId | null {
    return this.#opening.get(session_id)?.at(-1) ?? this.#shown(session_id)?.leaf_id ?? null
  }

  /** Called after each change of a session that is not deleted, with how it is now. */
  onChanged(listener: (session: Session) => void): Undo {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Called when a session was loaded as it was before what was being written then: it is to be loaded again. */
  onLoadedLate(listener: (session_id: SessionId) => void): Undo {
    this.#lateListeners.add(listener)
    return () => this.#lateListeners.delete(listener)
  }

  /** What was loaded of this session is older than what is on disk now. */
  loadedLate(session_id: SessionId): void {
    for (const listener of this.#lateListeners) listener(session_id)
  }

  async create(model: ModelRef | null): Promise<Session> {
    const now = this.#clock.wallTime()
    const session_id = randomUUID() as SessionId
    const row: SessionRow = {
      session_id,
      title: '',
      created_at: now,
      updated_at: now,
      model,
      pinned: false,
      archived: false,
      leaf_id: null,
      deleted_at: null,
    }
    await this.#client.ask('session:insert', row)
    this.#put(row)
    return sessionOf(row)
  }

  /** `title`: 1 to TITLE_LENGTH_MAX characters, blanks at its ends aside. */
  async rename(session_id: SessionId, title: string): Promise<Session> {
    const trimmed = title.trim()
    if (trimmed === '' || trimmed.length > TITLE_LENGTH_MAX) {
      throw new StoreError('invalid', `A name has 1 to ${TITLE_LENGTH_MAX} characters.`)
    }
    return this.#change(session_id, { title: trimmed })
  }

  async setModel(session_id: SessionId, model: ModelRef): Promise<Session> {
    return this.#change(session_id, { model })
  }

  /** Neither this nor archiving makes a session one that was used just now. */
  async pin(session_id: SessionId, pinned: boolean): Promise<Session> {
    return this.#change(session_id, { pinned })
  }

  async archive(session_id: SessionId, archived: boolean): Promise<Session> {
    return this.#change(session_id, { archived })
  }

  /** Instructions above SYSTEM_PROMPT_MAX_BYTES are refused. */
  async configure(session_id: SessionId, settings: ChatSettings): Promise<SessionDetails> {
    const kib = utf8Bytes(settings.system_prompt) / 1024
    const limit_kib = SYSTEM_PROMPT_MAX_BYTES / 1024
    if (kib > limit_kib) {
      const size = Math.ceil(kib).toLocaleString('en')
      throw new StoreError(
        'invalid',
        `These instructions have ${size} KiB; the limit is ${limit_kib} KiB. Shorten them, then save again.`,
      )
    }
    if (!this.#shown(session_id)) throw gone()
    const details = await this.#client.ask('session:configure', { session_id, ...settings })
    if (!details) throw gone()
    return details
  }

  /**
   * The last page of the branch shown, and what belongs to the session; it reaches up to `to`, else to where it was read.
   * null when there is no such session.
   */
  async load(session_id: SessionId, to: MessageId | null = null): Promise<LoadedSession | null> {
    if (!this.#shown(session_id)) return null
    const contents = await this.#reader.ask('session:load', { session_id, to }, () =>
      this.loadedLate(session_id),
    )
    const row = this.#shown(session_id)
    return row && contents && { session: sessionOf(row), ...contents }
  }

  /** The page above `before`. null when that message, or its session, is not there any more. */
  async earlier(session_id: SessionId, before: MessageId): Promise<MessagePage | null> {
    return this.#shown(session_id) ? this.#reader.ask('session:earlier', { session_id, before }) : null
  }

  /** One message of a session, on whichever branch it is; null when there is none. */
  async message(session_id: SessionId, message_id: MessageId): Promise<Message | null> {
    return this.#shown(session_id) ? this.#reader.ask('message:read', { session_id, message_id }) : null
  }

  /** Where it was read last; null: at the end. Nothing that the list of sessions shows. */
  async setPlace(session_id: SessionId, place: ReadingPlace | null): Promise<void> {
    if (this.#shown(session_id)) await this.#client.ask('place:write', { session_id, place })
  }

  /** Where a message stands in its tree; null when the session has no such message. */
  async placeOf(session_id: SessionId, message_id: MessageId): Promise<MessagePlace | null> {
    return this.#shown(session_id) && this.#reader.ask('message:place', { session_id, message_id })
  }

  /** Where in the branch shown a text stands. */
  async find(session_id: SessionId, query: string): Promise<FoundInBranch> {
    if (!this.#shown(session_id)) return { places: [], more: false }
    return this.#reader.ask('message:find', { session_id, query })
  }

  /** Shows the branch this message is in, down to its newest leaf; false when the session has no such message. */
  async showMessage(session_id: SessionId, message_id: MessageId): Promise<boolean> {
    if (!this.#shown(session_id)) return false
    const row = await this.#client.ask('message:show', { session_id, message_id })
    if (row) this.#put(row)
    return row !== null
  }

  /** Hides a session until `undelete` or `purge`, or the next start, which purges. */
  async delete(session_id: SessionId): Promise<void> {
    await this.#change(session_id, { deleted_at: this.#clock.wallTime() })
  }

  async undelete(session_id: SessionId): Promise<Session> {
    if (!this.#rows.has(session_id)) throw gone()
    return this.#save(session_id, { deleted_at: null })
  }

  /** Removes a session for good, deleted before or not. Writes that come later are refused. Of an unknown one: nothing. */
  async purge(session_id: SessionId): Promise<void> {
    await this.#client.ask('session:purge', { session_id })
    this.#rows.delete(session_id)
  }

  /** Chats that came from a file and are on disk already. Listeners are not told. */
  adopt(rows: readonly SessionRow[]): Session[] {
    for (const row of rows) this.#rows.set(row.session_id, row)
    return rows.map(sessionOf)
  }

  /** For the journal: the branch ends in `answer_id` from now on; the function returned tells how saving it went. */
  opening(session_id: SessionId, answer_id: MessageId): (saved: SessionRow | null) => void {
    this.#opening.set(session_id, [...(this.#opening.get(session_id) ?? []), answer_id])
    return (saved) => {
      const rest = (this.#opening.get(session_id) ?? []).filter((id) => id !== answer_id)
      if (rest.length > 0) this.#opening.set(session_id, rest)
      else this.#opening.delete(session_id)
      if (saved) this.#put(saved)
    }
  }

  async #change(session_id: SessionId, change: SessionChange): Promise<Session> {
    if (!this.#shown(session_id)) throw gone()
    return this.#save(session_id, change)
  }

  async #save(session_id: SessionId, change: SessionChange): Promise<Session> {
    const row = await this.#client.ask('session:change', { session_id, change })
    if (!row) throw gone()
    this.#put(row)
    return sessionOf(row)
  }

  #shown(session_id: SessionId): SessionRow | null {
    const row = this.#rows.get(session_id)
    return row && row.deleted_at === null ? row : null
  }

  #put(row: SessionRow): void {
    this.#rows.set(row.session_id, row)
    if (row.deleted_at === null) for (const listener of this.#listeners) listener(sessionOf(row))
  }
}

function gone(): StoreError {
  return new StoreError('missing', 'This chat does not exist any more.')
}

function sessionOf({ leaf_id: _leaf, deleted_at: _deleted, ...session }: SessionRow): Session {
  return session
}
