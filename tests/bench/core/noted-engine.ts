import type { Engine, EngineRequest, EngineRun } from '../../../src/main/ports.ts'
import type { StreamId } from '../../../src/shared/ids.ts'

/** Any engine, with a note of when it was asked for each stream; milliseconds of `performance.now()`. */
export class NotedEngine implements Engine {
  readonly label: string
  #inner: Engine
  #started_at = new Map<StreamId, number>()
  #waiting = new Map<StreamId, (at_ms: number) => void>()

  constructor(inner: Engine) {
    this.#inner = inner
    this.label = inner.label
  }

  limits(): ReturnType<Engine['limits']> {
    return this.#inner.limits()
  }

  continues(model: string): boolean {
    return this.#inner.continues(model)
  }

  start(request: EngineRequest, signal: AbortSignal): EngineRun {
    const { stream_id } = request
    const at_ms = performance.now()
    this.#started_at.set(stream_id, at_ms)
    this.#waiting.get(stream_id)?.(at_ms)
    this.#waiting.delete(stream_id)
    return this.#inner.start(request, signal)
  }

  /** When the engine was asked for this stream, now or later. */
  startOf(stream_id: StreamId): Promise<number> {
    const at_ms = this.#started_at.get(stream_id)
    if (at_ms !== undefined) return Promise.resolve(at_ms)
    return new Promise((resolve) => this.#waiting.set(stream_id, resolve))
  }
}
