import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SimulatorEngine } from '../../../src/main/engines/simulator/simulator-engine.ts'
import { ForkHost } from '../../../src/main/engines/worker/fork-host.ts'
import { PidBook } from '../../../src/main/engines/worker/pid-book.ts'
import type { Clock } from '../../../src/main/lib/clock.ts'
import type { Engine, Journal } from '../../../src/main/ports.ts'
import { StreamRegistry } from '../../../src/main/streams/stream-registry.ts'
import type { ConnectionId, MessageId, SessionId, StreamId, TraceId } from '../../../src/shared/ids.ts'
import { DEFAULT_SETTINGS } from '../../../src/shared/settings.ts'
import type { StreamEvent } from '../../../src/shared/stream-event.ts'

export interface CoreParts {
  clock: Clock
  journal: Journal
  engine: Engine
}

/** The real registry on the parts a measurement chose, with when each stream was first heard of and when it ended. */
export class BenchCore {
  readonly registry: StreamRegistry
  readonly first_token_at = new Map<StreamId, number>()
  readonly done_at = new Map<StreamId, number>()
  #heard = new Map<string, () => void>()

  constructor({ clock, journal, engine }: CoreParts) {
    this.registry = new StreamRegistry({
      clock,
      journal,
      engineFor: () => engine,
      writeLog: () => {},
      newId: randomUUID,
      sink: { opened: () => {}, event: (event) => this.#note(event), activity: () => {}, unsaved: () => {} },
    })
  }

  /** Sends a prompt in this tick. */
  open(session_id: SessionId, prompt: string, model: string, parent_id: MessageId | null = null): StreamId {
    return this.registry.open({
      session_id,
      prompt,
      queue_id: null,
      parent_id,
      trace_id: randomUUID() as TraceId,
      model: { connection_id: 'bench' as ConnectionId, model },
    }).stream_id
  }

  /** Resolves with the time of the stream's first token, or at once when it has come. */
  async firstToken(stream_id: StreamId): Promise<number> {
    return this.#when(this.first_token_at, 'token', stream_id)
  }

  /** Resolves with the time of the stream's end, or at once when it has ended. */
  async done(stream_id: StreamId): Promise<number> {
    return this.#when(this.done_at, 'done', stream_id)
  }

  async #when(known: Map<StreamId, number>, type: 'token' | 'done', stream_id: StreamId): Promise<number> {
    if (!known.has(stream_id)) {
      await new Promise<void>((resolve) => this.#heard.set(`${type} ${stream_id}`, resolve))
    }
    return known.get(stream_id) ?? Number.NaN
  }

  #note({ type, stream_id }: StreamEvent): void {
    if (type !== 'token' && type !== 'done') return
    const known = type === 'token' ? this.first_token_at : this.done_at
    if (known.has(stream_id)) return
    known.set(stream_id, performance.now())
    this.#heard.get(`${type} ${stream_id}`)?.()
    this.#heard.delete(`${type} ${stream_id}`)
  }
}

const WORKER_ENTRY = new URL('../../../src/main/engines/worker/worker-entry.ts', import.meta.url)

/** The simulator in real processes. Whoever creates it disposes of it. */
export function createSimulator(clock: Clock, folder: string): SimulatorEngine {
  return new SimulatorEngine({
    host: new ForkHost(fileURLToPath(WORKER_ENTRY)),
    clock,
    writeLog: () => {},
    pidBook: new PidBook(join(folder, 'pids.json')),
    timeouts: () => DEFAULT_SETTINGS.timeouts,
  })
}
