import type { QueueStore } from '../../src/main/ports.ts'
import type { QueueId, SessionId } from '../../src/shared/ids.ts'
import type { QueuedPrompt } from '../../src/shared/prompt-queue.ts'

interface Row extends QueuedPrompt {
  session_id: SessionId
  place: number
}

/** Waiting prompts in memory, on the core's own port; can be told to refuse or to wait. */
export class MemoryQueue implements QueueStore {
  rows: Row[] = []
  refuse = false
  /** How many cores were started on it. */
  starts = 0
  /** While set, a write is not on disk until `letGo` is called. */
  hold = false
  #held: (() => void)[] = []

  async put(session_id: SessionId, prompt: QueuedPrompt, order: readonly QueueId[]): Promise<void> {
    await this.#turn()
    if (this.rows.some((row) => row.queue_id === prompt.queue_id)) throw new Error('it is there already')
    this.rows.push({ ...prompt, session_id, place: order.indexOf(prompt.queue_id) })
    this.#place(order)
  }

  async edit(queue_id: QueueId, text: string): Promise<void> {
    await this.#turn()
    const row = this.rows.find((one) => one.queue_id === queue_id)
    if (!row) throw new Error('it does not wait')
    row.text = text
  }

  async order(order: readonly QueueId[]): Promise<void> {
    await this.#turn()
    this.#place(order)
  }

  async remove(queue_id: QueueId): Promise<void> {
    await this.#turn()
    this.rows = this.rows.filter((row) => row.queue_id !== queue_id)
  }

  /** In the transaction that makes it a message. */
  take(queue_id: QueueId): void {
    if (!this.rows.some((row) => row.queue_id === queue_id)) throw new Error('it does not wait')
    this.rows = this.rows.filter((row) => row.queue_id !== queue_id)
  }

  /** As the store finds them at start. */
  found(): (QueuedPrompt & { session_id: SessionId })[] {
    return this.rows
      .toSorted((a, b) => a.session_id.localeCompare(b.session_id) || a.place - b.place)
      .map(({ place: _place, ...row }) => row)
  }

  /** The texts of a session, in their order. */
  texts(session_id: SessionId): string[] {
    return this.found().flatMap((row) => (row.session_id === session_id ? [row.text] : []))
  }

  letGo(): void {
    this.hold = false
    for (const go of this.#held.splice(0)) go()
  }

  async #turn(): Promise<void> {
    if (this.hold) await new Promise<void>((resolve) => this.#held.push(resolve))
    if (this.refuse) throw new Error('disk full')
  }

  #place(order: readonly QueueId[]): void {
    for (const row of this.rows) {
      const place = order.indexOf(row.queue_id)
      if (place >= 0) row.place = place
    }
  }
}
