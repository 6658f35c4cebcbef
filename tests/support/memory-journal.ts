import type { ClosedStream, Journal, Opening } from '../../src/main/ports.ts'
import type { MessageId, QueueId, StreamId } from '../../src/shared/ids.ts'
import type { Message, MessagePart } from '../../src/shared/session.ts'
import { appendText } from '../../src/shared/session.ts'
import type { TokenEvent } from '../../src/shared/stream-event.ts'

/** A journal in memory that can be told to refuse or to wait, on the core's own port. */
export class MemoryJournal implements Journal {
  readonly messages = new Map<MessageId, Message>()
  /** Text as it was appended, by stream. */
  readonly appended = new Map<StreamId, MessagePart[]>()
  readonly closed: ClosedStream[] = []
  refuse: 'nothing' | 'open' | 'close' = 'nothing'
  /** While set, an opening is not on disk until `let_go` is called. */
  hold = false
  #held: (() => void)[] = []
  #plan: ('nothing' | 'open' | 'close')[] = []

  /** What becomes of a waiting prompt in an opening's transaction: throws when it does not wait. */
  takeQueued: (queue_id: QueueId) => void = () => {}

  async open({ user_message, answer, queue_id }: Opening): Promise<Message[]> {
    if (this.hold) await new Promise<void>((resolve) => this.#held.push(resolve))
    if (this.refuse === 'open') throw new Error('disk full')
    if (queue_id) this.takeQueued(queue_id)
    if (user_message) this.messages.set(user_message.message_id, user_message)
    this.messages.set(answer.message_id, answer)
    // Read now, as the store does: what is closed after this call is not in it.
    return this.branch(answer.parent_id)
  }

  append(event: TokenEvent): void {
    const parts = this.appended.get(event.stream_id) ?? []
    this.appended.set(event.stream_id, appendText(parts, event.channel, event.content))
  }

  async close(record: ClosedStream): Promise<void> {
    if ((this.#plan.shift() ?? this.refuse) === 'close') throw new Error('disk full')
    this.closed.push(record)
    const message = this.messages.get(record.message_id)
    if (message) this.messages.set(record.message_id, { ...message, parts: record.parts, end: record.end })
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
