import type { Engine, EngineLimits, EngineReply, EngineRequest, EngineRun } from '../../src/main/ports.ts'

/** One run of the scripted engine, in the test's hands. */
export interface ScriptedRun extends EngineRun {
  request: EngineRequest
  signal: AbortSignal
  forced: number
  /** The engine says something. */
  say(reply: EngineReply): void
  text(content: string): void
  /** The engine says no more, without having finished. */
  cutOff(): void
  /** The engine is gone from this run. */
  leave(): void
}

export interface ScriptedEngineOptions {
  limits?: Partial<EngineLimits>
  patience_ms?: number
  /** What the engine does when asked to stop. 'leave': goes at once; 'ignore': nothing. */
  onAbort?: 'leave' | 'ignore'
  /** What force does. 'leave': the engine is gone at once; 'ignore': it survives even that. */
  onForce?: 'leave' | 'ignore'
  /** Whether it goes on from a partial answer; it does when not said. */
  continues?: boolean
  /** A pending pull is answered by the stream's own end alone, as by an engine that hangs. */
  hangsOnReturn?: boolean
}

/** An engine that does exactly what a test says, on the core's own port. */
export class ScriptedEngine implements Engine {
  readonly label = 'The test engine'
  readonly runs: ScriptedRun[] = []
  #options: ScriptedEngineOptions

  constructor(options: ScriptedEngineOptions = {}) {
    this.#options = options
  }

  limits(): EngineLimits {
    return {
      first_token_ms: 120_000,
      between_tokens_ms: 120_000,
      stalled_notice_ms: 5_000,
      context_chars: null,
      ...this.#options.limits,
    }
  }

  continues(): boolean {
    return this.#options.continues ?? true
  }

  /** The newest run; throws when the engine was never started. */
  get last(): ScriptedRun {
    const run = this.runs.at(-1)
    if (!run) throw new Error('the engine was not started')
    return run
  }

  /** Runs begun and not left: more than one in a session is what must never be. */
  get live(): number {
    return this.#live.size
  }

  #live = new Set<ScriptedRun>()

  /** The next start fails as no engine should. */
  throwsOnce = false

  start(request: EngineRequest, signal: AbortSignal): EngineRun {
    if (this.throwsOnce) {
      this.throwsOnce = false
      throw new Error('cannot start')
    }
    const { onAbort = 'leave', onForce = 'leave', patience_ms = 500, hangsOnReturn = false } = this.#options
    const queue: EngineReply[] = []
    let waiting: ((next: IteratorResult<EngineReply>) => void) | null = null
    let closed = false
    let resolveReleased = (): void => {}
    const released = new Promise<void>((resolve) => (resolveReleased = resolve))
    const serve = (): void => {
      const reply = queue[0]
      if (!waiting || (reply === undefined && !closed)) return
      const answer = waiting
      waiting = null
      queue.shift()
      answer(reply === undefined ? { done: true, value: undefined } : { done: false, value: reply })
    }
    const run: ScriptedRun = {
      request,
      signal,
      released,
      forced: 0,
      replies: {
        next: () =>
          new Promise((resolve) => {
            waiting = resolve
            serve()
          }),
        return: () =>
          hangsOnReturn ? new Promise(() => {}) : Promise.resolve({ done: true, value: undefined }),
        [Symbol.asyncIterator]() {
          return this
        },
      },
      patience_ms: () => patience_ms,
      force: () => {
        run.forced++
        if (onForce === 'leave') run.leave()
      },
      say: (reply) => {
        queue.push(reply)
        serve()
      },
      text: (content) => run.say({ type: 'text', channel: 'answer', content }),
      cutOff: () => {
        closed = true
        serve()
      },
      leave: () => {
        this.#live.delete(run)
        resolveReleased()
      },
    }
    if (onAbort === 'leave') signal.addEventListener('abort', () => run.leave(), { once: true })
    this.#live.add(run)
    this.runs.push(run)
    return run
  }
}
