import type { SessionId, StreamId } from '../../../shared/ids.ts'
import type { Refusal } from '../../../shared/ipc-contract.ts'
import type { StreamEnd } from '../../../shared/stream-end.ts'
import type { LiveStream } from './live-stream.ts'

export interface Sent {
  session_id: SessionId
  /** As typed; null where an older prompt is answered again. */
  prompt: string | null
}

type Reply = { stream_id: StreamId } | Refusal

/**
 * The prompts this window sent. Every window hears of every end; like letters returned to their sender, a prompt the disk
 * refused comes back here alone.
 */
export class SentPrompts {
  #returned: (sent: Sent, sentence: string) => void
  #sent = new Map<StreamId, Sent>()
  /** Ends told while a reply is on its way: it may turn out that they are ours. */
  #early = new Map<StreamId, StreamEnd>()
  #asking = 0

  /** `returned` is called for each prompt the disk refused. */
  constructor(returned: (sent: Sent, sentence: string) => void) {
    this.#returned = returned
  }

  /** Waits for the reply to a request that opens a stream. The order of the reply and the stream's end does not matter. */
  async opening(sent: Sent, asked: Promise<Reply>): Promise<Reply> {
    this.#asking++
    try {
      const reply = await asked
      if ('refused' in reply) return reply
      const end = this.#early.get(reply.stream_id)
      if (end) this.#settle(sent, end)
      else this.#sent.set(reply.stream_id, sent)
      return reply
    } finally {
      this.#asking--
      if (this.#asking === 0) this.#early.clear()
    }
  }

  ended({ stream_id, session_id, end }: Pick<LiveStream, 'stream_id' | 'session_id' | 'end'>): void {
    if (!end) return
    const sent = this.#sent.get(stream_id)
    if (!sent) {
      if (this.#asking > 0) this.#early.set(stream_id, end)
      return
    }
    // Where a stream has ended, the older ones of its session have too, even if that was missed.
    for (const [older, { session_id: of }] of this.#sent) {
      if (of === session_id) this.#sent.delete(older)
      if (older === stream_id) break
    }
    this.#settle(sent, end)
  }

  /** How many prompts are remembered. */
  get size(): number {
    return this.#sent.size + this.#early.size
  }

  #settle(sent: Sent, { error }: StreamEnd): void {
    if (error?.error_type === 'store_failed') this.#returned(sent, error.content)
  }
}
