import type { QueueId, SessionId, StreamId } from '../../../../src/shared/ids.ts'
import type { RequestName, Requests } from '../../../../src/shared/ipc-contract.ts'
import type { PauseReason, QueuedPrompt, SessionQueue } from '../../../../src/shared/prompt-queue.ts'

type QueueRequest = Extract<RequestName, `queue:${string}`>
type QueueHandlers = {
  [Name in QueueRequest]: (
    input: Requests[Name]['input'],
  ) => Requests[Name]['output'] | Promise<Requests[Name]['output']>
}

export interface FakeQueueParts {
  newId: () => string
  /** Opens a stream for a prompt, as sending does. */
  open: (session_id: SessionId, prompt: string) => StreamId
  running: (session_id: SessionId) => boolean
  tell: (queue: SessionQueue) => void
}

const GONE = { refused: 'This message does not wait any more: it was sent or deleted.' }

/** The waiting prompts of an in-memory main. What goes out by itself is for the test to say: `next`. */
export class FakeQueue {
  #parts: FakeQueueParts
  #queues = new Map<SessionId, SessionQueue>()
  #removed = new Map<QueueId, { session_id: SessionId; prompt: QueuedPrompt; at: number }>()

  constructor(parts: FakeQueueParts) {
    this.#parts = parts
  }

  of(session_id: SessionId): SessionQueue {
    return this.#queues.get(session_id) ?? { session_id, prompts: [], paused: null }
  }

  all(): SessionQueue[] {
    return [...this.#queues.values()].filter(({ prompts }) => prompts.length > 0)
  }

  put(session_id: SessionId, prompts: QueuedPrompt[], paused = this.of(session_id).paused): void {
    const queue = { session_id, prompts, paused: prompts.length === 0 ? null : paused }
    this.#queues.set(session_id, queue)
    this.#parts.tell(queue)
  }

  fill(session_id: SessionId, texts: string[], paused: PauseReason | null = null): void {
    const prompts = texts.map((text) => ({ queue_id: this.#parts.newId() as QueueId, text, created_at: 0 }))
    this.put(session_id, prompts, paused)
  }

  /** The next one goes out. */
  next(session_id: SessionId): void {
    const [first, ...rest] = this.of(session_id).prompts
    if (!first) throw new Error('nothing waits')
    this.#parts.open(session_id, first.text)
    this.put(session_id, rest)
  }

  handlers(): QueueHandlers {
    return {
      'queue:add': ({ session_id, prompt }) => {
        const queue_id = this.#parts.newId() as QueueId
        const { prompts } = this.of(session_id)
        if (prompts.length === 0 && !this.#parts.running(session_id)) this.#parts.open(session_id, prompt)
        else this.put(session_id, [...prompts, { queue_id, text: prompt, created_at: 0 }])
        return { queue_id }
      },
      'queue:edit': ({ queue_id, prompt }) =>
        this.#change(queue_id, ({ prompts }) =>
          prompts.map((one) => (one.queue_id === queue_id ? { ...one, text: prompt } : one)),
        ),
      'queue:move': ({ queue_id, before }) =>
        this.#change(queue_id, ({ prompts }, moved) => {
          const rest = prompts.filter((one) => one !== moved)
          const at = before ? rest.findIndex((one) => one.queue_id === before) : rest.length
          return rest.toSpliced(at, 0, moved)
        }),
      'queue:remove': ({ queue_id }) => {
        const refused = this.#change(queue_id, ({ session_id, prompts }, prompt) => {
          this.#removed.set(queue_id, { session_id, prompt, at: prompts.indexOf(prompt) })
          return prompts.filter((one) => one !== prompt)
        })
        return refused ?? { undo_ms: 10_000 }
      },
      'queue:restore': ({ queue_id }) => {
        const removed = this.#removed.get(queue_id)
        if (!removed) return GONE
        const { session_id, prompt, at } = removed
        this.put(session_id, this.of(session_id).prompts.toSpliced(at, 0, prompt))
        return null
      },
      'queue:send': ({ queue_id }) => {
        let stream_id: StreamId | null = null
        this.#change(queue_id, ({ session_id, prompts }, prompt) => {
          stream_id = this.#parts.open(session_id, prompt.text)
          return prompts.filter((one) => one !== prompt)
        })
        return stream_id ? { stream_id } : GONE
      },
      'queue:resume': ({ session_id }) => {
        this.put(session_id, this.of(session_id).prompts, null)
        return null
      },
    }
  }

  #change(
    queue_id: QueueId,
    change: (queue: SessionQueue, prompt: QueuedPrompt) => QueuedPrompt[],
  ): null | typeof GONE {
    for (const queue of this.#queues.values()) {
      const prompt = queue.prompts.find((one) => one.queue_id === queue_id)
      if (!prompt) continue
      this.put(queue.session_id, change(queue, prompt), queue.paused)
      return null
    }
    return GONE
  }
}
