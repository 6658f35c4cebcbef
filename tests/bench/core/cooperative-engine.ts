import { setImmediate as turn } from 'node:timers/promises'
import type { Engine, EngineLimits, EngineReply, EngineRequest, EngineRun } from '../../../src/main/ports.ts'
import type { SessionId } from '../../../src/shared/ids.ts'

/**
 * Writes a token at each turn of the event loop and leaves of itself some turns after it was asked to. It counts its own
 * live generations, so that nobody has to believe the registry.
 */
export class CooperativeEngine implements Engine {
  readonly label = 'The cooperative engine'
  /** Sessions in which two generations were live at once. */
  readonly overlapped = new Set<SessionId>()
  /** How many times it was started. */
  starts = 0
  #turnsToLeave: () => number
  #live = new Map<SessionId, number>()

  /** `turnsToLeave`: of the event loop, asked once for each generation. */
  constructor(turnsToLeave: () => number) {
    this.#turnsToLeave = turnsToLeave
  }

  limits(): EngineLimits {
    return {
      first_token_ms: 60_000,
      between_tokens_ms: 60_000,
      stalled_notice_ms: 5_000,
      context_chars: null,
    }
  }

  continues(): boolean {
    return false
  }

  /** Live generations of a session, by the engine's own count. */
  live(session_id: SessionId): number {
    return this.#live.get(session_id) ?? 0
  }

  start({ session_id }: EngineRequest, signal: AbortSignal): EngineRun {
    this.starts++
    this.#live.set(session_id, this.live(session_id) + 1)
    if (this.live(session_id) > 1) this.overlapped.add(session_id)
    return {
      replies: replies(signal),
      released: this.#leave(session_id, signal, this.#turnsToLeave()),
      patience_ms: () => 2_000,
      force: () => {},
    }
  }

  async #leave(session_id: SessionId, signal: AbortSignal, turns: number): Promise<void> {
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve()
      else signal.addEventListener('abort', () => resolve(), { once: true })
    })
    for (let left = turns; left > 0; left--) await turn()
    this.#live.set(session_id, this.live(session_id) - 1)
  }
}

async function* replies(signal: AbortSignal): AsyncGenerator<EngineReply, undefined> {
  while (!signal.aborted) {
    yield { type: 'text', channel: 'answer', content: 'word ' }
    await turn()
  }
}
