import type { Clock } from '../../lib/clock.ts'
import type { Engine, EngineLimits, EngineReply, EngineRequest, EngineRun } from '../../ports.ts'
import type { Timeouts } from '../../../shared/settings.ts'
import { HttpRun } from './http-run.ts'
import type { OpenCall } from './http-run.ts'
import { MaybeBusy } from './maybe-busy.ts'

export interface HttpEngineParts {
  label: string
  clock: Clock
  timeouts: () => Timeouts
  first_token_ms: () => number
  continues: (model: string) => boolean
  onBusy: (busy: boolean) => void
  /** One generation in the server's protocol. */
  talk: (request: EngineRequest, open: OpenCall) => AsyncGenerator<EngineReply, void, undefined>
}

/** What the HTTP engines have in common: their limits, their runs and who may still be at work behind them. */
export class HttpEngine implements Engine {
  readonly label: string
  #parts: HttpEngineParts
  #busy: MaybeBusy
  #runs = new Set<HttpRun>()
  #closing = new AbortController()

  constructor(parts: HttpEngineParts) {
    this.label = parts.label
    this.#parts = parts
    this.#busy = new MaybeBusy(parts.clock, parts.onBusy)
  }

  limits(): EngineLimits {
    const { stalled_notice_ms, between_tokens_ms } = this.#parts.timeouts()
    // The size of the context is not known: nothing is shortened, and the server says when it is too small.
    const first_token_ms = this.#parts.first_token_ms()
    return { first_token_ms, between_tokens_ms, stalled_notice_ms, context_chars: null }
  }

  continues(model: string): boolean {
    return this.#parts.continues(model)
  }

  start(request: EngineRequest, signal: AbortSignal): EngineRun {
    const { clock, talk } = this.#parts
    const run = new HttpRun({
      label: this.label,
      signal: AbortSignal.any([signal, this.#closing.signal]),
      clock,
      talk: (open) => talk(request, open),
      onFirstText: () => this.#busy.clear(),
      onLeft: () => this.#busy.left(),
    })
    this.#runs.add(run)
    void run.released.then(() => this.#runs.delete(run))
    return run
  }

  /** Ends every run; resolves when their sockets are closed. */
  async dispose(): Promise<void> {
    this.#closing.abort()
    await Promise.all([...this.#runs].map((run) => run.released))
    this.#busy.clear()
  }
}
