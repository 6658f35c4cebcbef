import type { MessageId, SessionId, StreamId, TraceId } from '../../../../src/shared/ids.ts'
import type { MessagePart } from '../../../../src/shared/session.ts'
import { appendText } from '../../../../src/shared/session.ts'
import type { StreamEnd } from '../../../../src/shared/stream-end.ts'
import type {
  Channel,
  StatusFields,
  StreamEvent,
  StreamEventBody,
} from '../../../../src/shared/stream-event.ts'
import type { StreamSnapshot } from '../../../../src/shared/stream-snapshot.ts'

export interface FakeIdentity {
  session_id: SessionId
  stream_id: StreamId
  message_id: MessageId
  trace_id: TraceId
  generation: number
}

/** A stream as main would number it: every event is stamped here, and handed to `send` (which may lose it on purpose). */
export class FakeStream {
  readonly identity: FakeIdentity
  /** What the message held before. */
  base: MessagePart[] = []
  parts: MessagePart[] = []
  end: StreamEnd | null = null
  tokens = 0
  #send: (event: StreamEvent) => void
  #seq = 0
  #status: StatusFields | null = null
  #opened_at = performance.now()
  #first_token_ms: number | null = null

  constructor(identity: FakeIdentity, send: (event: StreamEvent) => void) {
    this.identity = identity
    this.#send = send
  }

  status(status: StatusFields): void {
    this.#status = status
    this.#emit({ type: 'status', ...status })
  }

  token(content: string, channel: Channel = 'answer'): void {
    if (this.end) return
    this.tokens++
    this.#first_token_ms ??= performance.now() - this.#opened_at
    const status = channel === 'answer' ? 'writing' : 'thinking'
    if (this.#status?.status !== status) this.status({ status })
    this.parts = appendText(this.parts, channel, content)
    this.#emit({ type: 'token', content, channel })
  }

  finish(cause: Omit<StreamEnd, 'timings'>): void {
    if (this.end) return
    const total_ms = performance.now() - this.#opened_at
    this.end = {
      ...cause,
      timings: { first_token_ms: this.#first_token_ms, total_ms, tokens: this.tokens },
    }
    if (cause.error) this.#emit({ type: 'error', ...cause.error })
    const { error: _told, ...done } = this.end
    this.#emit({ type: 'done', ...done })
  }

  snapshot(): StreamSnapshot {
    return {
      ...this.identity,
      next_seq: this.#seq,
      parts: this.parts,
      status: this.end ? null : this.#status,
      end: this.end,
    }
  }

  #emit(body: StreamEventBody): void {
    this.#send({ ...body, ...this.identity, seq: this.#seq++ })
  }
}
