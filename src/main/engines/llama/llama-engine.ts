import type { Clock, Undo } from '../../lib/clock.ts'
import type { Engine, EngineLimits, EngineRun, WriteLog } from '../../ports.ts'
import type { Timeouts } from '../../../shared/settings.ts'
import type { StreamError } from '../../../shared/stream-end.ts'
import type { PidBook } from '../worker/pid-book.ts'
import type { ProcessHost } from '../worker/process-host.ts'
import { WorkerSupervisor } from '../worker/worker-supervisor.ts'
import { GraphicsGuard } from './graphics-guard.ts'
import type { Memory } from './llama-memory.ts'
import { llamaMemoryRules, systemMemory } from './llama-memory.ts'
import type { ModelFile } from './models-folder.ts'
import { listModelFiles, modelPath } from './models-folder.ts'

/** More models than fit anywhere; those on their way out count, too. */
const CAPACITY = 8
/** After its start the app has better things to do: a window is drawn within one to two seconds on a slow computer. */
const CALM_AFTER_MS = 5_000

export interface LlamaEngineOptions {
  host: ProcessHost
  clock: Clock
  writeLog: WriteLog
  pidBook: PidBook
  timeouts: () => Timeouts
  /** Where the model files are. */
  folder: () => string
  /** Paths of those added where they lie. */
  added?: () => readonly string[]
  /** After how long a model nobody talks to is unloaded; null is never. */
  idle_ms: () => number | null
  memory?: () => Memory
}

/** Models in files, run by llama.cpp, each in a process of its own that can be ended at any moment. */
export class LlamaEngine implements Engine {
  readonly label = 'Models on this computer'
  readonly supervisor: WorkerSupervisor
  #options: LlamaEngineOptions
  #bytes = new Map<string, number>()
  #cancelPrepare: Undo | null = null

  constructor(options: LlamaEngineOptions) {
    this.#options = options
    const { host, clock, writeLog, pidBook, idle_ms, memory = systemMemory } = options
    this.supervisor = new WorkerSupervisor({
      host: new GraphicsGuard(host, writeLog),
      clock,
      writeLog,
      pidBook,
      kind: 'llama',
      label: this.label,
      capacity: CAPACITY,
      per_model: 1,
      setupOf: ({ model, parameters: { context_size, gpu_layers } }) => ({
        path: this.#pathOf(model) ?? '',
        context_size: context_size ?? null,
        gpu_layers: gpu_layers ?? null,
      }),
      memory: llamaMemoryRules({ memory, idle_ms, bytesOf: (model) => this.#bytesOf(model) }),
    })
  }

  limits(): EngineLimits {
    const { first_token_local_ms, between_tokens_ms, stalled_notice_ms } = this.#options.timeouts()
    return {
      first_token_ms: first_token_local_ms,
      between_tokens_ms,
      stalled_notice_ms,
      // Only the model can count its tokens: it leaves out itself what is too much, and says so.
      context_chars: null,
    }
  }

  continues(): boolean {
    return true
  }

  start: Engine['start'] = (request, signal) => {
    if (this.#pathOf(request.model) === null) return refused(request.model)
    return this.supervisor.start(request, signal)
  }

  /** The models of the folder, as it is now, and those that were added. */
  async models(): Promise<ModelFile[]> {
    const files = await listModelFiles(this.#options.folder(), this.#options.added?.())
    this.#bytes = new Map(files.map(({ model, bytes }) => [model, bytes]))
    return files
  }

  /** Starts what any model will need, if there is a model at all and memory allows. */
  async prepare(): Promise<void> {
    if ((await this.models()).length > 0) this.supervisor.prepare()
  }

  /** The same once the start of the app is over, of which it takes no time. */
  prepareLater(): void {
    this.#cancelPrepare = this.#options.clock.after(CALM_AFTER_MS, () => void this.prepare())
  }

  dispose(): Promise<void> {
    this.#cancelPrepare?.()
    return this.supervisor.dispose()
  }

  #pathOf(model: string): string | null {
    return modelPath(this.#options.folder(), model, this.#options.added?.())
  }

  /** Of a model that is not known yet: at least what the smallest takes. */
  #bytesOf(model: string): number {
    return this.#bytes.get(model) ?? (this.#bytes.size > 0 ? Math.min(...this.#bytes.values()) : 0)
  }
}

function refused(model: string): EngineRun {
  const error: StreamError = {
    content: `There is no model file “${model.slice(0, 80)}” among those on this computer. Choose another from the model menu.`,
    error_type: 'model_not_found',
    retryable: false,
  }
  async function* replies() {
    yield { type: 'failed' as const, error }
  }
  return { replies: replies(), released: Promise.resolve(), patience_ms: () => 0, force: () => {} }
}
