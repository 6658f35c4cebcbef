import { randomUUID } from 'node:crypto'
import type { ChatHeader, ChatMessage } from '../../shared/chat-record.ts'
import type { MessageId, SessionId, StreamId } from '../../shared/ids.ts'
import { TITLE_LENGTH_MAX } from '../../shared/session.ts'
import type { ChatTransfer } from '../store/chat-transfer.ts'
import type { StagedPart } from '../store/import-writes.ts'
import { TransferFault } from './transfer-fault.ts'

/** A step is to hold up other writes for no longer; measured in the worker, its wait for the disk included. */
const STEP_MS = 8
/** How much text goes into a step: few at first, then as the disk allows. */
const FIRST_CHARS = 32 * 1024
const MIN_CHARS = 4 * 1024
const MAX_CHARS = 512 * 1024
/** What a row costs beside its text, in characters of text. */
const ROW_CHARS = 400

export type StageStore = Pick<ChatTransfer, 'stage'>

/** Brings chats in behind the curtain, in steps as large as the disk takes in a few milliseconds. */
export class Stager {
  /** The chats begun so far, in order. */
  readonly session_ids: SessionId[] = []
  #store: StageStore
  #staged_at: number
  #chats: StagedPart[] = []
  #chars = 0
  #max_chars = FIRST_CHARS
  /** Where the step began in the file. */
  #place = ''

  constructor(store: StageStore, staged_at: number) {
    this.#store = store
    this.#staged_at = staged_at
  }

  async begin(header: ChatHeader, place: string): Promise<void> {
    const { session_id, system_prompt, draft, queue } = header
    const texts = [system_prompt, draft ?? '', ...queue.map((prompt) => prompt.text)]
    await this.#room(sizeOf(texts), place)
    this.session_ids.push(session_id)
    this.#chats.push({ session_id, header, messages: [] })
  }

  async add(message: ChatMessage, place: string): Promise<void> {
    await this.#room(sizeOf(message.parts.map((part) => part.text)), place)
    const session_id = this.session_ids.at(-1)
    if (session_id === undefined) throw new Error('a message comes before its chat')
    if (this.#chats.length === 0) this.#chats.push({ session_id, header: null, messages: [] })
    this.#chats.at(-1)?.messages.push(message)
  }

  /** Writes what is left. */
  async flush(): Promise<void> {
    if (this.#chats.length === 0) return
    const chats = this.#chats
    this.#chats = []
    this.#chars = 0
    const { step_ms } = await this.#store
      .stage({ chats, staged_at: this.#staged_at })
      .catch((error: unknown) => {
        throw clash(error) ? new TransferFault(`${this.#place} or what follows it has an id twice.`) : error
      })
    if (step_ms > STEP_MS) this.#max_chars = Math.max(MIN_CHARS, this.#max_chars / 2)
    else if (step_ms < STEP_MS / 2) this.#max_chars = Math.min(MAX_CHARS, this.#max_chars * 1.25)
  }

  async #room(chars: number, place: string): Promise<void> {
    if (this.#chars > 0 && this.#chars + chars > this.#max_chars) await this.flush()
    if (this.#chars === 0) this.#place = place
    this.#chars += chars
  }
}

function sizeOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.length, ROW_CHARS)
}

/** SQLite's code for a constraint: https://sqlite.org/rescode.html#constraint */
function clash(error: unknown): boolean {
  const errcode = typeof error === 'object' && error !== null && 'errcode' in error ? error.errcode : null
  return typeof errcode === 'number' && (errcode & 0xff) === 19
}

/** The same chat under new ids, each old one mapped to the same new one. */
export class Renamer {
  readonly header: ChatHeader
  #messages = new Map<MessageId, MessageId>()

  constructor(header: ChatHeader) {
    this.header = {
      ...header,
      session_id: randomUUID() as SessionId,
      title: importedTitle(header.title),
      leaf_id: header.leaf_id && this.#renamed(header.leaf_id),
      queue: header.queue.map((prompt) => ({ ...prompt, queue_id: randomUUID() })),
    }
  }

  message(message: ChatMessage): ChatMessage {
    const { message_id, parent_id, stream_id } = message
    return {
      ...message,
      message_id: this.#renamed(message_id),
      parent_id: parent_id && this.#renamed(parent_id),
      stream_id: stream_id && (randomUUID() as StreamId),
    }
  }

  #renamed(message_id: MessageId): MessageId {
    const known = this.#messages.get(message_id)
    if (known) return known
    const renamed = randomUUID() as MessageId
    this.#messages.set(message_id, renamed)
    return renamed
  }
}

/** Says of a copy that it is one, within what a title may have. */
export function importedTitle(title: string): string {
  const suffix = ' (imported)'
  const shown = title === '' ? 'New chat' : title
  const max = TITLE_LENGTH_MAX - suffix.length
  return `${
    shown.length > max
      ? `${shown
          .slice(0, max - 1)
          .toWellFormed()
          .trimEnd()}…`
      : shown
  }${suffix}`
}
