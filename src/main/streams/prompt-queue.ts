import type { Clock } from '../lib/clock.ts'
import type { EventSink, Journal, QueueStore } from '../ports.ts'
import type { QueueId, SessionId, StreamId } from '../../shared/ids.ts'
import type { Refusal } from '../../shared/ipc-contract.ts'
import type { PauseReason, QueuedPrompt, SessionQueue } from '../../shared/prompt-queue.ts'
import { QUEUE_MAX } from '../../shared/prompt-queue.ts'
import type { WaitingPrompt } from './queue-line.ts'
import { inOrder, moved, putBack, QueueLine } from './queue-line.ts'
import type { TurnstileDependencies } from './queue-turnstile.ts'
import { QueueTurnstile } from './queue-turnstile.ts'
import type { RemovedPrompt } from './removed-prompts.ts'
import { QUEUE_UNDO_MS, RemovedPrompts } from './removed-prompts.ts'

export interface PromptQueueDependencies extends TurnstileDependencies {
  store: QueueStore
  clock: Clock
  /** Mints a UUID; a counter in tests. */
  newId: () => string
  /** Why nothing may be sent, after another try to save what the disk refused; null when it may. */
  blocked: () => Promise<Refusal | null>
}

const GONE = { refused: 'This message does not wait any more: it was sent or deleted.' }
const ON_ITS_WAY = { refused: 'This message is being sent.' }
const CHANGED = { refused: 'The waiting messages changed meanwhile. Look again, then move it.' }
const TOO_LATE = { refused: 'It is too late to bring this message back.' }
const FULL = { refused: `${QUEUE_MAX} messages wait in this chat; no more can. Send or delete one first.` }

/** As it is on disk. */
type SavedPrompt = QueuedPrompt & { session_id: SessionId }

/**
 * The prompts that wait to be sent, session by session: what a person does to them. What waits is on disk, and shown once it
 * is; what the disk refuses rejects and changes nothing.
 */
export class PromptQueue {
  #deps: PromptQueueDependencies
  #lines = new Map<SessionId, QueueLine>()
  #turnstile: QueueTurnstile
  #removed: RemovedPrompts

  /** `found`: what waited when the app ended, in order. All of it waits for a person now. */
  constructor(deps: PromptQueueDependencies, found: readonly SavedPrompt[] = []) {
    this.#deps = deps
    this.#removed = new RemovedPrompts(deps.clock)
    this.#turnstile = new QueueTurnstile(deps, this.#lines)
    this.#take(found, 'restarted')
  }

  /** Prompts that came with imported sessions and are on disk already, in order. They wait for a person. */
  adopt(rows: readonly SavedPrompt[]): void {
    for (const line of this.#take(rows, 'imported')) this.#deps.onChanged(line.shown())
  }

  /** The core's news, on their way to `inner`: the queue lives on them. */
  sink(inner: EventSink): EventSink {
    return this.#turnstile.sink(inner)
  }

  /** The journal the core is to write to. */
  journal(inner: Journal): Journal {
    return this.#turnstile.journal(inner)
  }

  /** Only those in which prompts wait. */
  all(): SessionQueue[] {
    return [...this.#lines.values()].map((line) => line.shown()).filter(({ prompts }) => prompts.length > 0)
  }

  of(session_id: SessionId): SessionQueue {
    return this.#lines.get(session_id)?.shown() ?? { session_id, prompts: [], paused: null }
  }

  /** How many sessions go on by themselves. */
  get due(): number {
    return [...this.#lines.values()].filter(({ prompts, paused }) => prompts.length > 0 && !paused).length
  }

  /** Where nothing runs and nothing waits it is sent at once. */
  async add(session_id: SessionId, text: string): Promise<{ queue_id: QueueId } | Refusal> {
    const line = this.#line(session_id)
    if (line.prompts.length >= QUEUE_MAX) return FULL
    const queue_id = this.#deps.newId() as QueueId
    const created_at = this.#deps.clock.wallTime()
    const prompt: WaitingPrompt = { queue_id, text, created_at, state: 'saving', stream_id: null }
    // It counts from now on: a Stop while it is saved pauses it.
    line.prompts.push(prompt)
    return line.turn(async () => {
      await this.#put(line, prompt, idsOf(line.prompts)).catch((error: unknown) => {
        line.leave(queue_id)
        this.#turnstile.tell(line, 'queue_refused', queue_id)
        throw error
      })
      this.#turnstile.tell(line, 'queue_add', queue_id)
      const alone = line.prompts[0] === prompt && this.#deps.activity(session_id) !== 'active'
      if (alone && (await this.#deps.blocked())) this.#turnstile.pause(line, 'unsaved')
      if (alone) this.#turnstile.sendNext(line)
      return { queue_id }
    })
  }

  edit(queue_id: QueueId, text: string): Promise<null | Refusal> {
    return this.#inTurn(queue_id, async (line, prompt) => {
      await this.#deps.store.edit(queue_id, text)
      prompt.text = text
      this.#turnstile.tell(line, 'queue_edit', queue_id)
      return null
    })
  }

  /** `before`: null for the end. */
  move(queue_id: QueueId, before: QueueId | null): Promise<null | Refusal> {
    return this.#inTurn(queue_id, async (line) => {
      const wanted = moved(line.prompts, queue_id, before)
      if (!wanted) return CHANGED
      const order = idsOf(wanted)
      await this.#deps.store.order(order)
      // As it is on disk now, whoever left meanwhile.
      line.prompts = inOrder(line.prompts, order)
      this.#turnstile.tell(line, 'queue_move', queue_id)
      return null
    })
  }

  remove(queue_id: QueueId): Promise<{ undo_ms: number } | Refusal> {
    return this.#inTurn(queue_id, async (line, prompt) => {
      await this.#deps.store.remove(queue_id)
      const { session_id, paused, prompts } = line
      const followers = idsOf(prompts.slice(prompts.indexOf(prompt) + 1))
      this.#removed.keep({ session_id, prompt, followers, paused })
      line.leave(queue_id)
      this.#turnstile.tell(line, 'queue_remove', queue_id)
      return { undo_ms: QUEUE_UNDO_MS }
    })
  }

  /** Undoes `remove`, as long as that can be undone. */
  async restore(queue_id: QueueId): Promise<null | Refusal> {
    const removed = this.#removed.take(queue_id)
    if (!removed) return TOO_LATE
    const line = this.#line(removed.session_id)
    return line.turn(async () => {
      if (line.prompts.length >= QUEUE_MAX) {
        this.#removed.keep(removed)
        return FULL
      }
      const order = idsOf(putBack(line.prompts, removed.prompt, removed.followers))
      await this.#put(line, removed.prompt, order).catch((error: unknown) => {
        this.#removed.keep(removed)
        throw error
      })
      this.#isBack(line, removed, order)
      return null
    })
  }

  /** Now, whatever runs or waits; the others stay as they are. */
  send(queue_id: QueueId): Promise<{ stream_id: StreamId } | Refusal> {
    return this.#inTurn(
      queue_id,
      async (line, prompt) => (await this.#deps.blocked()) ?? this.#turnstile.send(line, prompt, 'now'),
    )
  }

  /** A person's click: it goes on. */
  async resume(session_id: SessionId): Promise<null | Refusal> {
    const line = this.#line(session_id)
    return line.turn(async () => {
      if (!line.paused) return null
      const refusal = await this.#deps.blocked()
      if (refusal) return refusal
      line.paused = null
      this.#turnstile.tell(line, 'queue_resumed')
      this.#turnstile.sendNext(line)
      return null
    })
  }

  /** Its session is deleted: nothing goes out, also if that is undone. */
  hold(session_id: SessionId): void {
    const line = this.#lines.get(session_id)
    if (line && !line.paused) this.#turnstile.pause(line, 'stopped')
  }

  /** Its session is gone for good. */
  forget(session_id: SessionId): void {
    this.#lines.delete(session_id)
    this.#removed.forget(session_id)
  }

  /** Nothing is sent any more; what waits is on disk. */
  dispose(): void {
    this.#turnstile.close()
    this.#removed.dispose()
  }

  #take(rows: readonly SavedPrompt[], reason: PauseReason): QueueLine[] {
    return [...Map.groupBy(rows, (row) => row.session_id)].map(([session_id, saved]) => {
      const line = this.#line(session_id)
      for (const { queue_id, text, created_at } of saved) {
        line.prompts.push({ queue_id, text, created_at, state: 'waiting', stream_id: null })
      }
      line.paused = reason
      const waiting = line.prompts.length
      this.#deps.writeLog({ event: 'queue_paused', session_id, reason, waiting })
      return line
    })
  }

  #line(session_id: SessionId): QueueLine {
    let line = this.#lines.get(session_id)
    if (!line) this.#lines.set(session_id, (line = new QueueLine(session_id)))
    return line
  }

  /** Does something to a prompt, if it still waits when its line comes to it. */
  async #inTurn<Output>(
    queue_id: QueueId,
    work: (line: QueueLine, prompt: WaitingPrompt) => Promise<Output | Refusal>,
  ): Promise<Output | Refusal> {
    const line = [...this.#lines.values()].find((one) => one.find(queue_id))
    if (!line) return GONE
    return line.turn(async () => {
      const prompt = line.find(queue_id)
      if (!prompt) return GONE
      return prompt.state === 'waiting' ? work(line, prompt) : ON_ITS_WAY
    })
  }

  async #put(line: QueueLine, prompt: WaitingPrompt, order: readonly QueueId[]): Promise<void> {
    const { queue_id, text, created_at } = prompt
    await this.#deps.store.put(line.session_id, { queue_id, text, created_at }, order)
    prompt.state = 'waiting'
  }

  /** Where nothing runs and nothing waits any more it is paused: who brought it back says when it goes. */
  #isBack(line: QueueLine, { prompt, paused }: RemovedPrompt, order: readonly QueueId[]): void {
    // One that is just being queued does not send those before it.
    const alone = line.prompts.every(({ state }) => state === 'saving')
    line.prompts = inOrder([...line.prompts, prompt], order)
    const reason = paused ?? (this.#deps.activity(line.session_id) === 'active' ? null : 'restored')
    if (alone && reason) this.#turnstile.pause(line, reason)
    this.#turnstile.tell(line, 'queue_restore', prompt.queue_id)
  }
}

function idsOf(prompts: readonly WaitingPrompt[]): QueueId[] {
  return prompts.map(({ queue_id }) => queue_id)
}
