import type { Clock } from '../lib/clock.ts'
import type { EventSink, Journal } from '../ports.ts'
import type { MessagePart } from '../../shared/session.ts'
import type { EndReason, Finish, StreamEnd, StreamError, Timings, Usage } from '../../shared/stream-end.ts'
import type { Channel, EventIdentity, StatusFields, StreamEventBody } from '../../shared/stream-event.ts'
import type { Release, StreamSnapshot } from '../../shared/stream-snapshot.ts'
import type { Phase } from './phase.ts'
import { move } from './phase.ts'
import { StatusLimiter } from './status-limiter.ts'
import type { StreamLog } from './stream-log.ts'
import { TokenBatcher } from './token-batcher.ts'

export type StreamIdentity = Omit<EventIdentity, 'seq'>

/** Why a stream is to end; the stream adds its timings. */
export interface EndCause {
  reason: EndReason
  finish?: Finish
  error?: StreamError
  usage?: Usage
}

export interface StreamDependencies {
  clock: Clock
  sink: EventSink
  journal: Pick<Journal, 'append'>
  log: StreamLog
  /** Called once, in the tick of the end, after `done` was told. */
  onEnded: (stream: Stream, end: StreamEnd) => void
}

/** One answer being generated: numbers its events, ends exactly once, and knows when its engine is really gone. */
export class Stream {
  readonly identity: StreamIdentity
  readonly released: Promise<Release>
  #deps: StreamDependencies
  #phase: Phase = 'opened'
  #seq = 0
  #parts: MessagePart[] = []
  #end: StreamEnd | null = null
  #abort = new AbortController()
  #batcher: TokenBatcher
  #limiter: StatusLimiter
  #opened_at: number
  #first_token_ms: number | null = null
  #tokens = 0
  #usage: Usage = {}
  #resolveReleased!: (release: Release) => void
  #onEnd: (() => void) | null = null
  #started = false

  constructor(identity: StreamIdentity, deps: StreamDependencies) {
    this.identity = identity
    this.#deps = deps
    this.#opened_at = deps.clock.now()
    this.released = new Promise((resolve) => (this.#resolveReleased = resolve))
    this.#batcher = new TokenBatcher(deps.clock, (content, channel) => this.#token(content, channel))
    this.#limiter = new StatusLimiter(deps.clock, (status) => this.#status(status))
  }

  get phase(): Phase {
    return this.#phase
  }

  /** Whether it ever reached an engine. */
  get started(): boolean {
    return this.#started
  }

  get end(): StreamEnd | null {
    return this.#end
  }

  /** A copy: what was told so far. */
  get parts(): MessagePart[] {
    return this.#parts.map((part) => ({ ...part }))
  }

  /** How many times the channel changed, and one. */
  get part_count(): number {
    return this.#parts.length
  }

  /** Handed down to the socket or the engine process; aborted by the end, whatever its cause. */
  get signal(): AbortSignal {
    return this.#abort.signal
  }

  run(): void {
    this.#phase = move(this.#phase, 'running')
    this.#started = true
  }

  status(status: StatusFields): void {
    if (this.#end) return
    this.#limiter.push(this.#withNotSent(status))
  }

  /** What the engine's tokens are, as far as it is known; the end carries it, whatever the end. */
  use(usage: Usage): void {
    if (this.#end) return
    const { not_sent } = this.#usage
    this.#usage = { ...this.#usage, ...usage }
    const { latest } = this.#limiter
    if (latest && this.#usage.not_sent !== not_sent) this.status(latest)
  }

  text(content: string, channel: Channel, tokens = 1): void {
    if (this.#end || content === '') return
    this.#tokens += tokens
    if (this.#first_token_ms === null) {
      this.#first_token_ms = this.#deps.clock.now() - this.#opened_at
      this.#deps.log.line({ event: 'stream_first_token', first_token_ms: Math.round(this.#first_token_ms) })
    }
    const status = channel === 'answer' ? 'writing' : 'thinking'
    if (this.#limiter.latest?.status !== status) this.status({ status })
    this.#batcher.push(content, channel)
  }

  /** The first cause wins: a stop that races a crash stays a stop. Tells `done` in this tick. False when it had ended. */
  settle(cause: EndCause): boolean {
    if (this.#end) return false
    this.#batcher.finish()
    this.#limiter.stop()
    this.#phase = move(this.#phase, 'ended')
    const usage = { ...this.#usage, ...cause.usage }
    const end: StreamEnd = {
      ...cause,
      ...(Object.keys(usage).length > 0 && { usage }),
      timings: this.#timings(),
    }
    this.#end = end
    // Before anybody is told: whatever happens there, the engine is asked to stop.
    this.#abort.abort()
    if (end.error) this.#emit({ type: 'error', ...end.error })
    const { error: _told, ...done } = end
    this.#emit({ type: 'done', ...done })
    this.#onEnd?.()
    this.#deps.onEnded(this, end)
    return true
  }

  /** Calls `run` when the stream ends (at once if it has). One listener: the run's pull; a new one replaces it. */
  onEnd(run: () => void): void {
    if (this.#end) run()
    else this.#onEnd = run
  }

  release(release: Release): void {
    this.#phase = move(this.#phase, 'released')
    this.#resolveReleased(release)
  }

  snapshot(): StreamSnapshot {
    return {
      ...this.identity,
      next_seq: this.#seq,
      parts: this.parts,
      status: this.#end ? null : this.#limiter.latest,
      end: this.#end,
    }
  }

  #token(content: string, channel: Channel): void {
    // In place: an answer that alternates between its channels has many parts, and a copy at each would be quadratic.
    const last = this.#parts.at(-1)
    if (last?.channel === channel) last.text += content
    else this.#parts.push({ channel, text: content })
    this.#emit({ type: 'token', content, channel })
  }

  #withNotSent(status: StatusFields): StatusFields {
    const { not_sent } = this.#usage
    return not_sent === undefined ? status : { ...status, not_sent }
  }

  #status(status: StatusFields): void {
    this.#batcher.flush()
    this.#emit({ type: 'status', ...status })
    this.#deps.log.line({ event: 'stream_status', status: status.status })
  }

  #emit(body: StreamEventBody): void {
    const event = { ...this.identity, ...body, seq: this.#seq++ }
    if (event.type === 'token') this.#deps.journal.append(event)
    this.#deps.sink.event(event)
  }

  #timings(): Timings {
    return {
      first_token_ms: this.#first_token_ms,
      total_ms: this.#deps.clock.now() - this.#opened_at,
      tokens: this.#tokens,
    }
  }
}
