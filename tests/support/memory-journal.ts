import type { ClosedStream, Journal, Opening, SavedOpening } from '../../src/main/ports.ts'
import type { MessageId, QueueId, StreamId } from '../../src/shared/ids.ts'
import type { Parameters } from '../../src/shared/parameters.ts'
import type { Message, MessagePart } from '../../src/shared/session.ts'
import { appendText, joinParts } from '../../src/shared/session.ts'
import type { TokenEvent } from '../../src/shared/stream-event.ts'

/** A journal in memory that can be told to refuse or to wait, on the core's own port. */
export class MemoryJournal implements Journal {
  readonly messages = new Map<MessageId, Message>()
  /** Text as it was appended, by stream. */
  readonly appended = new Map<StreamId, MessagePart[]>()
  readonly closed: ClosedStream[] = []
  refuse: 'nothing' | 'open' | 'close' = 'nothing'
  /** What an opening is refused with. */
  refusal: () => Error = () => new Error('disk full')
  /** Of every session. */
  system_prompt = ''
  parameters: Parameters = {}
  /** While set, an opening is not on disk until `let_go` is called. */
  hold = false
  #held: (() => void)[] = []
  #plan: ('nothing' | 'open' | 'close')[] = []

  /** What becomes of a waiting prompt in an opening's transaction: throws when it does not wait. */
  takeQueued: (queue_id: QueueId) => void = () => {}

  async open({ user_message, answer, queue_id, continues }: Opening): Promise<SavedOpening> {
    if (this.hold) await new Promise<void>((resolve) => this.#held.push(resolve))
    if (this.refuse === 'open') throw this.refusal()
    if (queue_id) this.takeQueued(queue_id)
    const { system_prompt, parameters } = this
    if (continues !== null) {
      const old = this.messages.get(answer.message_id)
      if (!old?.end || old.stream_id !== continues) throw new Error('somebody else writes to it')
      const { stream_id, model } = answer
      this.messages.set(answer.message_id, { ...old, stream_id, model, end: null })
      return { branch: this.branch(answer.message_id), system_prompt, parameters }
    }
    if (user_message) this.messages.set(user_message.message_id, user_message)
    this.messages.set(answer.message_id, answer)
    // Read now, as the store does: what is closed after this call is not in it.
    return { branch: this.branch(answer.parent_id), system_prompt, parameters }
  }

  append(event: TokenEvent): void {
    const parts = this.appended.get(event.stream_id) ?? []
    this.appended.set(event.stream_id, appendText(parts, event.channel, event.content))
  }

  async close(record: ClosedStream): Promise<void> {
    if ((this.#plan.shift() ?? this.refuse) === 'close') throw new Error('disk full')
    this.closed.push(record)
    const message = this.messages.get(record.message_id)
    if (message?.stream_id !== record.stream_id || message.end) return
    const parts = joinParts(message.parts, record.parts)
    this.messages.set(record.message_id, { ...message, parts, end: record.end })
  }

  /** What the next closes are told, one after the other; then `refuse` counts again. */
  refuseNext(plan: ('nothing' | 'open' | 'close')[]): void {
    this.#plan = plan
  }

  letGo(): void {
    this.hold = false
    for (const go of this.#held.splice(0)) go()
  }

  branch(leaf: MessageId | null): Message[] {
    const branch: Message[] = []
    for (let id = leaf; id !== null;) {
      const message = this.messages.get(id)
      if (!message) break
      branch.unshift(message)
      id = message.parent_id
    }
    return branch
  }
}
