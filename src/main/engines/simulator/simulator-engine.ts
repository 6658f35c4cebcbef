import type { Clock } from '../../lib/clock.ts'
import type { Engine, WriteLog } from '../../ports.ts'
import type { Timeouts } from '../../../shared/settings.ts'
import type { PidBook } from '../worker/pid-book.ts'
import type { ProcessHost } from '../worker/process-host.ts'
import { WorkerSupervisor } from '../worker/worker-supervisor.ts'
import { parseSimulatorModel } from '../../../shared/simulator-modes.ts'

/** As many sessions as may stream at once; each generation has a process of its own (design). */
export const SIMULATOR_CAPACITY = 8
/** The simulator takes any prompt up to the 4 MiB limit, and cuts longer talks as a real model would. */
const CONTEXT_CHARS = 16 * 1024 * 1024

export interface SimulatorOptions {
  host: ProcessHost
  clock: Clock
  writeLog: WriteLog
  pidBook: PidBook
  timeouts: () => Timeouts
}

/** The built-in engine, in processes of its own like a real one. */
export class SimulatorEngine implements Engine {
  readonly label = 'The simulator'
  readonly supervisor: WorkerSupervisor
  #timeouts: () => Timeouts

  constructor({ timeouts, ...options }: SimulatorOptions) {
    this.#timeouts = timeouts
    this.supervisor = new WorkerSupervisor({
      ...options,
      kind: 'simulator',
      label: this.label,
      capacity: SIMULATOR_CAPACITY,
    })
  }

  limits() {
    const { first_token_local_ms, between_tokens_ms, stalled_notice_ms } = this.#timeouts()
    return {
      first_token_ms: first_token_local_ms,
      between_tokens_ms,
      stalled_notice_ms,
      context_chars: CONTEXT_CHARS,
    }
  }

  /** Its text is a function of prompt and seed: it knows where any answer of its own goes on. */
  continues(): boolean {
    return true
  }

  start: Engine['start'] = (request, signal) => {
    if (parseSimulatorModel(request.model)) return this.supervisor.start(request, signal)
    return unknownModel(request.model)
  }

  dispose(): Promise<void> {
    return this.supervisor.dispose()
  }
}

function unknownModel(model: string): ReturnType<Engine['start']> {
  async function* replies(): AsyncGenerator<{
    type: 'failed'
    error: { content: string; error_type: 'model_not_found'; retryable: false }
  }> {
    const content = `The simulator has no mode “${model.slice(0, 80)}”. Choose one from the model menu.`
    yield { type: 'failed', error: { content, error_type: 'model_not_found', retryable: false } }
  }
  return { replies: replies(), released: Promise.resolve(), patience_ms: () => 0, force: () => {} }
}
