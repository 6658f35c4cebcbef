import type { QueueStore } from '../ports.ts'
import type { QueueId, SessionId } from '../../shared/ids.ts'
import type { QueuedPrompt } from '../../shared/prompt-queue.ts'
import type { StoreClient } from './store-client.ts'
import type { StoreReader } from './store-reader.ts'
import type { QueueRow } from './tables/queue-table.ts'

/** The waiting prompts on disk; who waits where is the core's to know. */
export class Queue implements QueueStore {
  /** As found at start: session by session, the next one first. */
  readonly found: readonly QueueRow[]
  #client: StoreClient

  #reader: StoreReader

  constructor(client: StoreClient, reader: StoreReader, found: readonly QueueRow[]) {
    this.#client = client
    this.#reader = reader
    this.found = found
  }

  async put(session_id: SessionId, prompt: QueuedPrompt, order: readonly QueueId[]): Promise<void> {
    const { queue_id, text, created_at } = prompt
    await this.#client.ask('queue:put', { row: { queue_id, session_id, text, created_at }, order })
  }

  /** Those of these sessions that are on disk, in the same order. */
  async of(session_ids: ReadonlySet<SessionId>): Promise<QueueRow[]> {
    const rows = await this.#reader.ask('queue:all', null)
    return rows.filter(({ session_id }) => session_ids.has(session_id))
  }

  async edit(queue_id: QueueId, text: string): Promise<void> {
    await this.#client.ask('queue:edit', { queue_id, text })
  }

  async order(order: readonly QueueId[]): Promise<void> {
    await this.#client.ask('queue:order', { order })
  }

  async remove(queue_id: QueueId): Promise<void> {
    await this.#client.ask('queue:remove', { queue_id })
  }
}
