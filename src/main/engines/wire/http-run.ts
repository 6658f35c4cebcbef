import type { Clock } from '../../lib/clock.ts'
import type { EngineReply, EngineRun } from '../../ports.ts'
import type { StreamError } from '../../../shared/stream-end.ts'
import { cutOff } from './http-failure.ts'
import type { HttpFailure } from './http-failure.ts'
import { HttpStream } from './http-stream.ts'
import type { HttpHead, HttpRequest } from './http-stream.ts'

/** A server is asked to stop by destroying the socket, at the abort; so long the system may take to say that it is closed. */
export const PATIENCE_MS = 250

/** A call that got as far as the server's status line. */
export interface OpenedCall {
  head: HttpHead
  stream: HttpStream
}
export type OpenCall = (request: HttpRequest) => Promise<OpenedCall | HttpFailure>

export interface HttpRunPlan {
  label: string
  signal: AbortSignal
  clock: Clock
  /** The conversation with the server. May call `open` again, one call after the other, while nothing was generated. */
  talk: (open: OpenCall) => AsyncGenerator<EngineReply, void, undefined>
  onFirstText: () => void
  /** The run was left after the server was reached and before its answer was complete. */
  onLeft: () => void
}

/** One generation of an HTTP server. Has at most one socket at any time; the abort closes it. */
export class HttpRun implements EngineRun {
  readonly replies: AsyncGenerator<EngineReply, void, undefined>
  readonly released: Promise<void>
  #plan: HttpRunPlan
  #stream: HttpStream | null = null
  #left = false
  #resolveReleased!: () => void
  #onAbort = (): void => this.#abort()

  constructor(plan: HttpRunPlan) {
    this.#plan = plan
    this.released = new Promise((resolve) => (this.#resolveReleased = resolve))
    this.replies = this.#pull()
    if (plan.signal.aborted) this.#leave()
    else plan.signal.addEventListener('abort', this.#onAbort, { once: true })
  }

  patience_ms(): number {
    return PATIENCE_MS
  }

  force(): void {
    this.#abort()
  }

  async *#pull(): AsyncGenerator<EngineReply, void, undefined> {
    const { label, talk, onFirstText } = this.#plan
    let first = true
    try {
      for await (const reply of talk((request) => this.#open(request))) {
        if (this.#left) return
        if (reply.type === 'text' && first) {
          first = false
          onFirstText()
        }
        if (reply.type === 'finish' || reply.type === 'failed') this.#leave()
        yield reply
        if (reply.type === 'finish' || reply.type === 'failed') return
      }
      if (!this.#left) yield { type: 'failed', error: cutOff(label) }
    } catch (error) {
      if (!this.#left) yield { type: 'failed', error: internal(label, error) }
    } finally {
      this.#leave()
    }
  }

  /** At most one connection: an earlier call's socket is closed before the next one opens. */
  async #open(request: HttpRequest): Promise<OpenedCall | HttpFailure> {
    this.#stream?.destroy()
    await this.#stream?.closed
    if (this.#left) return { failure: 'aborted', detail: 'aborted' }
    const stream = new HttpStream(request, this.#plan.clock)
    this.#stream = stream
    const head = await stream.open()
    return 'failure' in head ? head : { head, stream }
  }

  #abort(): void {
    if (!this.#left && this.#stream?.sent) this.#plan.onLeft()
    this.#leave()
  }

  #leave(): void {
    if (this.#left) return
    this.#left = true
    this.#plan.signal.removeEventListener('abort', this.#onAbort)
    this.#stream?.destroy()
    void (this.#stream?.closed ?? Promise.resolve()).then(this.#resolveReleased)
  }
}

function internal(label: string, error: unknown): StreamError {
  return {
    content: `Something in Sluice went wrong while talking to ${label} (${String(error)}). Send again to retry.`,
    error_type: 'internal',
    retryable: true,
  }
}
