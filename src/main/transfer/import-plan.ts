import type { ChatHeader, ChatMessage } from '../../shared/chat-record.ts'
import type { SessionId } from '../../shared/ids.ts'
import type { ChatTransfer } from '../store/chat-transfer.ts'
import type { KnownIds } from '../store/import-writes.ts'
import { ChatDigest, storedDigest } from './chat-digest.ts'
import type { ChatItem } from './format.ts'

/** What becomes of a chat of the file: it comes as it is, is here already, or comes under new ids. */
export type Fate = 'new' | 'skip' | 'copy'

/** Ids that are asked for at once: a look-up each, so that nobody's write waits long for them. */
const IDS_AT_ONCE = 200

export type PlanStore = Pick<ChatTransfer, 'chat' | 'page' | 'exists' | 'anyKnown'>

/** Reads the whole file, which is thereby checked, and decides for each of its chats, in order. Writes nothing. */
export async function planImport(items: AsyncIterable<ChatItem>, store: PlanStore): Promise<Fate[]> {
  const fates: Fate[] = []
  const earlier = new Map<SessionId, string>()
  let chat: PlannedChat | null = null
  for await (const item of items) {
    if (item.type === 'chat') {
      chat = new PlannedChat(store, item.header, await store.exists(item.header.session_id))
    } else if (item.type === 'message') await chat?.add(item.message)
    else if (chat) {
      fates.push(await chat.fate(earlier))
      chat = null
    }
  }
  return fates
}

class PlannedChat {
  #store: PlanStore
  #session_id: SessionId
  #exists: boolean
  #digest: ChatDigest
  #ids: KnownIds
  /** Something in it has an id that another chat here has. */
  #clashes = false

  constructor(store: PlanStore, header: ChatHeader, exists: boolean) {
    this.#store = store
    this.#session_id = header.session_id
    this.#exists = exists
    this.#digest = new ChatDigest(header)
    this.#ids = { messages: [], streams: [], prompts: header.queue.map((prompt) => prompt.queue_id) }
  }

  async add(message: ChatMessage): Promise<void> {
    this.#digest.add(message)
    this.#ids.messages.push(message.message_id)
    if (message.stream_id !== null) this.#ids.streams.push(message.stream_id)
    if (this.#ids.messages.length >= IDS_AT_ONCE) await this.#lookUp()
  }

  /** `earlier`: the chats of the file that came before, by id; this one is added. */
  async fate(earlier: Map<SessionId, string>): Promise<Fate> {
    const digest = this.#digest.end()
    const twin = earlier.get(this.#session_id)
    earlier.set(this.#session_id, twin ?? digest)
    if (twin !== undefined) return twin === digest ? 'skip' : 'copy'
    if (this.#exists) return (await storedDigest(this.#store, this.#session_id)) === digest ? 'skip' : 'copy'
    await this.#lookUp()
    return this.#clashes ? 'copy' : 'new'
  }

  async #lookUp(): Promise<void> {
    // A chat that is here has its ids here, too.
    if (!this.#exists && !this.#clashes) this.#clashes = await this.#store.anyKnown(this.#ids)
    this.#ids = { messages: [], streams: [], prompts: [] }
  }
}
