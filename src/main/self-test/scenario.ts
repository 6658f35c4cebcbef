import type { StreamId } from '../../shared/ids.ts'
import type { EngineUnderTest, TestedCore } from './tested-core.ts'

/** What a scenario hands back for the table; the judge adds overlap, stale text, leaks and lies of the log. */
export interface Trial {
  /** How often what the scenario is about really happened. None is a failure. */
  opportunities: number
  /** Stop or supersede to the engine being really gone. */
  stop_ms: number[]
  /** Sending to the first token of the answer that must come. */
  first_token_ms: number[]
  /** Which prompt and model each stream was given, so that its text can be judged. */
  asked: Map<StreamId, { prompt: string; model: string }>
  /** What was not as it must be, each in a sentence. */
  problems: string[]
}

export interface Scenario {
  name: string
  /** What happens, for people. */
  title: string
  /** Only with engines whose modes are ours. */
  simulatorOnly: boolean
  run(hand: Hand): Promise<void>
}

/** A real server is not asked as often: a person waits for the verdict, and a slow model for each answer. */
const REAL_ROUNDS_MAX = 3

/** A tester's hand: sends, stops, waits (never without end) and notes what it saw. */
export class Hand {
  readonly core: TestedCore
  readonly engine: EngineUnderTest
  readonly trial: Trial = {
    opportunities: 0,
    stop_ms: [],
    first_token_ms: [],
    asked: new Map(),
    problems: [],
  }

  #closed: Error | null = null
  #waits = new Set<(error: Error) => void>()

  constructor(core: TestedCore, engine: EngineUnderTest) {
    this.core = core
    this.engine = engine
  }

  /** The scenario's time is up: each of its waits ends with this error, and nothing can be sent any more. */
  close(why: Error): void {
    this.#closed ??= why
    for (const reject of this.#waits) reject(why)
  }

  rounds(wanted: number): number {
    return this.engine.simulated ? wanted : Math.min(wanted, REAL_ROUNDS_MAX)
  }

  send(session_id: Parameters<TestedCore['send']>[0], prompt: string, mode: string): StreamId {
    if (this.#closed) throw this.#closed
    const model = this.engine.model(mode)
    const stream_id = this.core.send(session_id, prompt, model)
    this.trial.asked.set(stream_id, { prompt, model })
    return stream_id
  }

  opportunity(): void {
    this.trial.opportunities++
  }

  problem(sentence: string): void {
    this.trial.problems.push(sentence)
  }

  /** Stops, and notes how long the engine took to be gone. */
  async stop(stream_id: StreamId): Promise<void> {
    const from = this.core.now()
    const release = await this.core.stop(stream_id)
    this.trial.stop_ms.push(this.core.now() - from)
    if (release.how === 'fenced') this.problem('an engine was not gone even after force')
  }

  /** Waits for the first token, reasoning or answer, and notes how long it took. Rejects when the answer ends without one. */
  async firstToken(stream_id: StreamId): Promise<void> {
    const from = this.core.now()
    const came = (): boolean =>
      this.core.events.some(({ event }) => event.stream_id === stream_id && event.type === 'token')
    await this.#untilOrEnd(stream_id, 'the first token of an answer', came)
    this.trial.first_token_ms.push(this.core.now() - from)
  }

  /** Waits for so much of the answer. Rejects when it ends before. */
  tokens(stream_id: StreamId, characters: number): Promise<void> {
    const came = (): boolean => this.text(stream_id).length >= characters
    return this.#untilOrEnd(stream_id, `${characters} characters of an answer`, came)
  }

  async done(stream_id: StreamId): Promise<void> {
    await this.#until('the end of an answer', () => this.reason(stream_id) !== null)
  }

  /** Until the registry is empty. */
  async quiet(): Promise<void> {
    await this.#until('every engine to be released', () => this.core.size() === 0)
  }

  text(stream_id: StreamId): string {
    let text = ''
    for (const { event } of this.core.events) {
      if (event.stream_id === stream_id && event.type === 'token' && event.channel === 'answer')
        text += event.content
    }
    return text
  }

  reason(stream_id: StreamId): string | null {
    for (const { event } of this.core.events) {
      if (event.stream_id === stream_id && event.type === 'done') return event.reason
    }
    return null
  }

  /** Whether it ever reached an engine, by the log. */
  started(stream_id: StreamId): boolean {
    return this.core.log.some((line) => line.event === 'stream_start' && line['stream_id'] === stream_id)
  }

  expectReason(stream_id: StreamId, reason: string): void {
    const found = this.reason(stream_id)
    if (found !== reason) this.problem(`an answer ended ${this.#howEnded(stream_id)} instead of “${reason}”`)
  }

  pause(ms: number): Promise<void> {
    return this.#wait((resolve) => {
      const timer = setTimeout(resolve, ms)
      return () => clearTimeout(timer)
    })
  }

  #howEnded(stream_id: StreamId): string {
    const error = this.core.events.find(
      ({ event }) => event.stream_id === stream_id && event.type === 'error',
    )?.event
    const why = error?.type === 'error' ? ` (${error.content})` : ''
    return `“${String(this.reason(stream_id))}”${why}`
  }

  async #untilOrEnd(stream_id: StreamId, what: string, holds: () => boolean): Promise<void> {
    await this.#until(what, () => holds() || this.reason(stream_id) !== null)
    if (!holds()) throw new Error(`it ended ${this.#howEnded(stream_id)} before ${what}`)
  }

  async #until(what: string, holds: () => boolean): Promise<void> {
    if (holds()) return
    const { wait_ms } = this.engine
    await this.#wait((resolve, reject) => {
      const late = (): void => reject(new Error(`waited ${wait_ms / 1_000} s for ${what}`))
      const limit = setTimeout(late, wait_ms)
      const check = (): void => {
        if (holds()) resolve()
      }
      const off = this.core.onEvent(check)
      // Releases are no events.
      const look = setInterval(check, 20)
      return () => {
        clearTimeout(limit)
        clearInterval(look)
        off()
      }
    })
  }

  /** A wait that `close` can end. `begin` returns what undoes its timers and listeners. */
  async #wait(begin: (resolve: () => void, reject: (error: Error) => void) => () => void): Promise<void> {
    if (this.#closed) throw this.#closed
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#waits.add(reject)
    const undo = begin(resolve, reject)
    try {
      await promise
    } finally {
      undo()
      this.#waits.delete(reject)
    }
  }
}
