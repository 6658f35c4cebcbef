import { hasParagraphs, withAbove } from '../../shared/draft-text.ts'
import type { SessionId } from '../../shared/ids.ts'
import type { Clock, Undo } from '../lib/clock.ts'
import type { StoreClient } from './store-client.ts'
import { StoreError } from './store-error.ts'

type Key = SessionId | ''

/** After the disk refused, and while a prompt of the chat is in memory alone. */
const RETRY_MS = 1_000

/** What stands in the composers. The newest text is known at once, also while the disk has not taken it, or refuses to. */
export class Drafts {
  #client: StoreClient
  #clock: Clock
  #new_chat: string
  /** Texts that are not durable yet, each with the revision that wrote it; null: as it is on disk, below what came back. */
  #unsaved = new Map<Key, { revision: number; text: string | null }>()
  /** Prompts the disk refused, by chat, until a window wrote them as its draft. */
  #given_back = new Map<Key, readonly string[]>()
  #promptsSaved: (session_id: SessionId) => Promise<boolean> = () => Promise.resolve(true)
  #revision = 0
  #retry: Undo | null = null
  #finished = false

  constructor(client: StoreClient, clock: Clock, new_chat: string) {
    this.#client = client
    this.#clock = clock
    this.#new_chat = new_chat
  }

  /**
   * `promptsSaved`: whether all prompts of a chat are on disk. Until then its draft there stays as it is: it can be all that
   * a crash would leave of a prompt.
   */
  follow(promptsSaved: (session_id: SessionId) => Promise<boolean>): void {
    this.#promptsSaved = promptsSaved
  }

  /** Of a chat that does not exist yet. */
  newChat(): string {
    return this.#unsaved.get('')?.text ?? this.#new_chat
  }

  /** What the disk does not have yet; null when it has the newest. */
  unsaved(session_id: SessionId): string | null {
    return this.#unsaved.get(session_id)?.text ?? null
  }

  /** What a window is to find in its composer, where the disk has `saved`. */
  shown(session_id: SessionId, saved: string): string {
    return withAbove(this.unsaved(session_id) ?? saved, this.#above(session_id))
  }

  /** Begins to write. `revision` is one more than that of the write before, of whichever draft; `saved` rejects when the disk refuses. */
  write(session_id: SessionId | null, text: string): { revision: number; saved: Promise<void> } {
    const key = session_id ?? ''
    // The window that sent it has it again once it wrote that: what comes before can be from before.
    const untaken = this.#above(key).filter((prompt) => !hasParagraphs(text, prompt))
    if (untaken.length > 0) this.#given_back.set(key, untaken)
    else this.#given_back.delete(key)
    this.#unsaved.set(key, { revision: ++this.#revision, text })
    return { revision: this.#revision, saved: this.#put(key) }
  }

  /** A prompt that was not sent stands in its composer again, also when the window that sent it is gone. */
  giveBack(session_id: SessionId, prompt: string): void {
    this.#given_back.set(session_id, [...this.#above(session_id), prompt])
    this.#unsaved.set(session_id, { revision: ++this.#revision, text: this.unsaved(session_id) })
    this.#put(session_id).catch(() => {})
  }

  /** The chat is gone for good. */
  forget(session_id: SessionId): void {
    this.#unsaved.delete(session_id)
    this.#given_back.delete(session_id)
  }

  /** A last try. Resolves when everything is on disk, or refused. */
  async finish(): Promise<void> {
    this.#finished = true
    this.#retry?.()
    await this.#putAll()
  }

  async #put(key: Key): Promise<void> {
    try {
      if (key !== '' && !(await this.#promptsSaved(key))) {
        throw new StoreError('busy', 'A message of this chat is not saved yet.')
      }
      const newest = this.#unsaved.get(key)
      // What came later was faster.
      if (!newest) return
      const { revision, text } = newest
      await this.#client.ask('draft:write', { key, text, above: this.#above(key) })
      if (key === '') this.#new_chat = text ?? ''
      if (this.#unsaved.get(key)?.revision === revision) this.#unsaved.delete(key)
    } catch (error) {
      this.#tryLater()
      throw error
    }
  }

  #above(key: Key): readonly string[] {
    return this.#given_back.get(key) ?? []
  }

  #tryLater(): void {
    if (this.#finished) return
    this.#retry ??= this.#clock.after(RETRY_MS, () => {
      this.#retry = null
      void this.#putAll()
    })
  }

  async #putAll(): Promise<void> {
    await Promise.all([...this.#unsaved.keys()].map((key) => this.#put(key).catch(() => {})))
  }
}
