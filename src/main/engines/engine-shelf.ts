import type { Clock } from '../lib/clock.ts'
import type { Engine } from '../ports.ts'
import type { Connection, ConnectionState, ConnectionStatus, ModelInfo } from '../../shared/engine-info.ts'
import { isServer } from '../../shared/engine-info.ts'
import type { ConnectionId } from '../../shared/ids.ts'
import type { ConnectionInput } from '../../shared/ipc-contract.ts'
import type { ModelRef } from '../../shared/session.ts'
import type { Timeouts } from '../../shared/settings.ts'
import type { StreamError } from '../../shared/stream-end.ts'
import { sameServer } from '../../shared/same-server.ts'
import type { LlamaEngine } from './llama/llama-engine.ts'
import { createOllamaEngine } from './ollama/ollama-engine.ts'
import { probeOllama } from './ollama/probe-ollama.ts'
import { createOpenAiCompatibleEngine } from './openai-compatible/openai-compatible-engine.ts'
import { probeOpenAiCompatible } from './openai-compatible/probe-openai-compatible.ts'
import type { SimulatorEngine } from './simulator/simulator-engine.ts'
import { SIMULATOR_MODELS } from '../../shared/simulator-modes.ts'
import { serverLabel } from './wire/server-url.ts'

/** What the shelf needs to know of the configured connections; the store has it. */
export interface ConnectionBook {
  list(): Connection[]
  get(connection_id: ConnectionId): Connection | null
  keyOf(connection_id: ConnectionId): string | null
}

export interface ShelfOptions {
  simulator: SimulatorEngine
  /** Runs the model files of this computer; not everywhere there is one. */
  llama?: Engine & Pick<LlamaEngine, 'models' | 'dispose'>
  connections: ConnectionBook
  clock: Clock
  timeouts: () => Timeouts
  /** Shown beside the simulator, which has the version of the app. */
  version: string
  /** What is known of a connection changed. */
  onChanged: () => void
}

type HttpEngine = Engine & { dispose(): Promise<void> }

/** Always the same one, shown while there are model files. */
export const LOCAL_MODELS: Connection = {
  connection_id: 'local-models' as ConnectionId,
  kind: 'llama',
  name: 'Models on this computer',
  url: '',
  key: 'none',
}

const BUSY_SENTENCE = 'Stopped; the server may still be finishing.'

/** The engines of all connections, made when first asked for, and what is known of each. */
export class EngineShelf {
  #options: ShelfOptions
  #engines = new Map<ConnectionId, HttpEngine>()
  #states = new Map<ConnectionId, ConnectionState>()
  #probes = new Map<ConnectionId, AbortController>()
  #busy = new Set<ConnectionId>()

  constructor(options: ShelfOptions) {
    this.#options = options
  }

  /** The engine behind a model, or a sentence that says what to choose instead. */
  engineFor = ({ connection_id }: ModelRef): Engine | StreamError => {
    const { connections, simulator, llama } = this.#options
    if (llama && connection_id === LOCAL_MODELS.connection_id) return llama
    const connection = connections.get(connection_id)
    if (!connection) {
      return {
        content: 'The connection this chat used was removed. Choose another model, then send again.',
        error_type: 'model_not_found',
        retryable: true,
      }
    }
    if (connection.kind === 'simulator') return simulator
    const known = this.#engines.get(connection_id)
    if (known) return known
    const engine = this.#create(connection)
    this.#engines.set(connection_id, engine)
    return engine
  }

  statuses(): ConnectionStatus[] {
    return this.#shown().map((connection) => ({
      ...connection,
      status: this.#stateOf(connection),
      busy: this.#busy.has(connection.connection_id) ? BUSY_SENTENCE : null,
    }))
  }

  /** Asks a server which models it has. Resolves when the answer is in the statuses; a newer question ends an older one. */
  async refresh(connection_id: ConnectionId): Promise<void> {
    if (connection_id === LOCAL_MODELS.connection_id) return this.#listFiles()
    const connection = this.#options.connections.get(connection_id)
    if (!connection || !isServer(connection.kind)) return
    this.#probes.get(connection_id)?.abort()
    const probe = new AbortController()
    this.#probes.set(connection_id, probe)
    this.#setState(connection_id, { state: 'checking' })
    const key = this.#options.connections.keyOf(connection_id)
    const state = await this.#probe(connection, key, probe.signal)
    if (this.#probes.get(connection_id) !== probe) return
    this.#probes.delete(connection_id)
    this.#setState(connection_id, state)
  }

  async refreshAll(): Promise<void> {
    const ids = this.#options.connections.list().map(({ connection_id }) => connection_id)
    await Promise.all([LOCAL_MODELS.connection_id, ...ids].map((id) => this.refresh(id)))
  }

  /** Asks a server that is not saved. */
  async test(input: ConnectionInput, connection_id?: ConnectionId): Promise<ConnectionState> {
    const { connections } = this.#options
    const saved = connection_id ? connections.get(connection_id) : null
    // The stored key goes to the server it was typed for and nowhere else, whatever a page asks.
    const stored = saved && sameServer(saved.url, input.url) ? connections.keyOf(saved.connection_id) : null
    return this.#probe(input, input.key === undefined ? stored : input.key || null)
  }

  /** After an edit or a removal: the next run gets a new engine, the old one's runs end. */
  async drop(connection_id: ConnectionId): Promise<void> {
    const engine = this.#engines.get(connection_id)
    this.#engines.delete(connection_id)
    this.#probes.get(connection_id)?.abort()
    this.#probes.delete(connection_id)
    this.#states.delete(connection_id)
    this.#busy.delete(connection_id)
    this.#options.onChanged()
    await engine?.dispose()
  }

  async dispose(): Promise<void> {
    for (const probe of this.#probes.values()) probe.abort()
    const { simulator, llama } = this.#options
    const engines = [simulator, ...(llama ? [llama] : []), ...this.#engines.values()]
    await Promise.all(engines.map((engine) => engine.dispose()))
  }

  /** What there is to choose from: files only where there are any. */
  #shown(): Connection[] {
    const files = this.#states.get(LOCAL_MODELS.connection_id)
    const has_files = files?.state === 'ready' && files.models.length > 0
    return [...(has_files ? [LOCAL_MODELS] : []), ...this.#options.connections.list()]
  }

  async #listFiles(): Promise<void> {
    const { llama, version } = this.#options
    if (!llama) return
    const models = (await llama.models()).map(({ model, label, detail, continues }): ModelInfo => ({
      model,
      label,
      detail,
      continues,
    }))
    this.#setState(LOCAL_MODELS.connection_id, { state: 'ready', version, models })
  }

  #create({ connection_id, kind, name, url }: Connection): HttpEngine {
    const { clock, timeouts, connections } = this.#options
    const common = {
      connection: { url, label: serverLabel(name, url) },
      clock,
      timeouts,
      onBusy: (busy: boolean) => this.#setBusy(connection_id, busy),
    }
    return kind === 'ollama'
      ? createOllamaEngine(common)
      : createOpenAiCompatibleEngine({
          ...common,
          key: () => connections.keyOf(connection_id),
          ownerOf: (model) => this.#listed(connection_id, model)?.owned_by,
        })
  }

  #probe(
    { kind, name, url }: Pick<Connection, 'kind' | 'name' | 'url'>,
    key: string | null,
    signal?: AbortSignal,
  ): Promise<ConnectionState> {
    const options = { label: serverLabel(name, url), clock: this.#options.clock, signal }
    return kind === 'ollama' ? probeOllama(url, options) : probeOpenAiCompatible(url, key, options)
  }

  #stateOf({ connection_id, kind }: Connection): ConnectionState {
    if (kind === 'simulator')
      return { state: 'ready', version: this.#options.version, models: SIMULATOR_MODELS }
    return this.#states.get(connection_id) ?? { state: 'unknown' }
  }

  /** While a server is asked again, what it said before is not known any more. */
  #listed(connection_id: ConnectionId, model: string): ModelInfo | undefined {
    const state = this.#states.get(connection_id)
    return state?.state === 'ready' ? state.models.find((one) => one.model === model) : undefined
  }

  #setState(connection_id: ConnectionId, state: ConnectionState): void {
    this.#states.set(connection_id, state)
    this.#options.onChanged()
  }

  #setBusy(connection_id: ConnectionId, busy: boolean): void {
    if (busy) this.#busy.add(connection_id)
    else this.#busy.delete(connection_id)
    this.#options.onChanged()
  }
}
