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

const WAIT_MS = 15_000

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

  constructor(core: TestedCore, engine: EngineUnderTest) {
    this.core = core
    this.engine = engine
  }

  send(session_id: Parameters<TestedCore['send']>[0], prompt: string, mode: string): StreamId {
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

  /** Waits for the first token, and notes how long it took. */
  async firstToken(stream_id: StreamId): Promise<void> {
    const from = this.core.now()
    await this.tokens(stream_id, 1)
    this.trial.first_token_ms.push(this.core.now() - from)
  }

  tokens(stream_id: StreamId, characters: number): Promise<void> {
    return this.#until(
      `${characters} characters of an answer`,
      () => this.text(stream_id).length >= characters,
    )
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

  expectReason(stream_id: StreamId, reason: string): void {
    const found = this.reason(stream_id)
    if (found !== reason) this.problem(`an answer ended “${String(found)}” instead of “${reason}”`)
  }

  async pause(ms: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, ms))
  }

  async #until(what: string, holds: () => boolean): Promise<void> {
    if (holds()) return
    await new Promise<void>((resolve, reject) => {
      const finish = (run: () => void): void => {
        clearTimeout(limit)
        clearInterval(look)
        off()
        run()
      }
      const limit = setTimeout(
        () => finish(() => reject(new Error(`waited ${WAIT_MS / 1_000} s for ${what}`))),
        WAIT_MS,
      )
      const check = (): void => {
        if (holds()) finish(resolve)
      }
      const off = this.core.onEvent(check)
      // Releases are no events.
      const look = setInterval(check, 20)
    })
  }
}
