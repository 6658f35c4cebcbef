import type { QueueId, SessionId, StreamId } from '../../shared/ids.ts'
import type { PauseReason, QueuedPrompt, SessionQueue } from '../../shared/prompt-queue.ts'

export interface WaitingPrompt extends QueuedPrompt {
  /** `saving`: not on disk yet, so not shown; `sending`: opened, and not yet a message on disk. */
  state: 'saving' | 'waiting' | 'sending'
  /** The stream that was opened for it last; null before the first. */
  stream_id: StreamId | null
}

/** The prompts of one session that wait, the next one first. What is done to them is done one after the other. */
export class QueueLine {
  readonly session_id: SessionId
  prompts: WaitingPrompt[] = []
  paused: PauseReason | null = null
  #turns: Promise<unknown> = Promise.resolve()

  constructor(session_id: SessionId) {
    this.session_id = session_id
  }

  /** Runs `work` when everything before it is done, the disk included: nothing is edited while it is sent. */
  turn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#turns.then(work)
    this.#turns = result.catch(() => {})
    return result
  }

  find(queue_id: QueueId): WaitingPrompt | undefined {
    return this.prompts.find((prompt) => prompt.queue_id === queue_id)
  }

  leave(queue_id: QueueId): void {
    this.prompts = this.prompts.filter((prompt) => prompt.queue_id !== queue_id)
    if (this.prompts.length === 0) this.paused = null
  }

  /** As windows are told. */
  shown(): SessionQueue {
    const shown = this.prompts.filter(({ state }) => state !== 'saving')
    const prompts = shown.map(({ queue_id, text, created_at }) => ({ queue_id, text, created_at }))
    return { session_id: this.session_id, prompts, paused: prompts.length === 0 ? null : this.paused }
  }
}

interface Named {
  queue_id: QueueId
}

/** The list with one of it before another (null: at the end); null when one of the two is not there. */
export function moved<Item extends Named>(
  items: readonly Item[],
  queue_id: QueueId,
  before: QueueId | null,
): Item[] | null {
  const item = items.find((one) => one.queue_id === queue_id)
  if (!item || (before !== null && !items.some((one) => one.queue_id === before))) return null
  if (before === queue_id) return [...items]
  const rest = items.filter((one) => one !== item)
  const at = before === null ? rest.length : rest.findIndex((one) => one.queue_id === before)
  return rest.toSpliced(at, 0, item)
}

/** The list with an item at its old place: before the first of those that followed it. */
export function putBack<Item extends Named>(
  items: readonly Item[],
  item: Item,
  followers: readonly QueueId[],
): Item[] {
  const at = items.findIndex((one) => followers.includes(one.queue_id))
  return items.toSpliced(at === -1 ? items.length : at, 0, item)
}

/** The items in an order that was made of them earlier: what left since stays away, what came since is behind. */
export function inOrder<Item extends Named>(items: readonly Item[], order: readonly QueueId[]): Item[] {
  const place = ({ queue_id }: Item): number => {
    const at = order.indexOf(queue_id)
    return at === -1 ? order.length : at
  }
  return items.toSorted((a, b) => place(a) - place(b))
}
