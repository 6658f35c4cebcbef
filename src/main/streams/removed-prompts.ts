import type { Clock, Undo } from '../lib/clock.ts'
import type { QueueId, SessionId } from '../../shared/ids.ts'
import type { PauseReason } from '../../shared/prompt-queue.ts'
import type { WaitingPrompt } from './queue-line.ts'

/** How long the deletion of a waiting prompt can be undone. */
export const QUEUE_UNDO_MS = 10_000

export interface RemovedPrompt {
  session_id: SessionId
  prompt: WaitingPrompt
  /** What stood behind it, the nearest first. */
  followers: QueueId[]
  /** How its queue stood. */
  paused: PauseReason | null
}

/** Deleted prompts as long as they can be brought back. */
export class RemovedPrompts {
  #clock: Clock
  #removed = new Map<QueueId, RemovedPrompt & { cancel: Undo }>()
  #disposed = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  keep(removed: RemovedPrompt): void {
    // Deleted on the way out: nobody is left to take it back.
    if (this.#disposed) return
    const { queue_id } = removed.prompt
    const cancel = this.#clock.after(QUEUE_UNDO_MS, () => this.#removed.delete(queue_id))
    this.#removed.set(queue_id, { ...removed, cancel })
  }

  /** Whoever takes one has it for good; null when there is none, or its time is over. */
  take(queue_id: QueueId): RemovedPrompt | null {
    const removed = this.#removed.get(queue_id)
    if (!removed) return null
    removed.cancel()
    this.#removed.delete(queue_id)
    const { cancel: _done, ...rest } = removed
    return rest
  }

  forget(session_id: SessionId): void {
    for (const [queue_id, removed] of this.#removed)
      if (removed.session_id === session_id) this.take(queue_id)
  }

  dispose(): void {
    this.#disposed = true
    for (const { cancel } of this.#removed.values()) cancel()
    this.#removed.clear()
  }
}
