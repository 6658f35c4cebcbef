import type { SessionId } from '../../shared/ids.ts'
import type { StoreClient } from './store-client.ts'

type Key = SessionId | ''

/** What stands in the composers. The newest text is known at once, also while the disk has not taken it, or refuses to. */
export class Drafts {
  #client: StoreClient
  #new_chat: string
  /** Texts that are not durable yet, each with the revision that wrote it. */
  #unsaved = new Map<Key, { revision: number; text: string }>()
  #revision = 0

  constructor(client: StoreClient, new_chat: string) {
    this.#client = client
    this.#new_chat = new_chat
  }

  /** Of a chat that does not exist yet. */
  newChat(): string {
    return this.#unsaved.get('')?.text ?? this.#new_chat
  }

  /** What the disk does not have yet; null when it has the newest. */
  unsaved(session_id: SessionId): string | null {
    return this.#unsaved.get(session_id)?.text ?? null
  }

  /** Begins to write. `revision` is one more than that of the write before, of whichever draft; `saved` rejects when the disk refuses. */
  write(session_id: SessionId | null, text: string): { revision: number; saved: Promise<void> } {
    const revision = ++this.#revision
    return { revision, saved: this.#save(session_id ?? '', text, revision) }
  }

  async #save(key: Key, text: string, revision: number): Promise<void> {
    this.#unsaved.set(key, { revision, text })
    await this.#client.ask('draft:write', { key, text })
    if (key === '') this.#new_chat = text
    if (this.#unsaved.get(key)?.revision === revision) this.#unsaved.delete(key)
  }
}
