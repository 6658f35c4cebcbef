import type { EngineRequest } from '../../ports.ts'
import { CREDIT_BYTES, utf8Bytes } from '../../../shared/limits.ts'
import type { Finish, Usage } from '../../../shared/stream-end.ts'
import type { Channel } from '../../../shared/stream-event.ts'
import { failureOf } from './engine-failure.ts'
import type { LoadFindings, LoadSetup } from './load-setup.ts'
import { NO_SETUP } from './load-setup.ts'
import type { WorkerPort } from './worker-port.ts'
import type { ToWorker } from './worker-protocol.ts'

export interface Generation extends Pick<EngineRequest, 'model' | 'messages' | 'parameters'> {
  run_id: string
  session_id: string
}

/** What a model in an engine process may do while it generates. */
export interface RunOutput {
  /** Aborted by Stop. A well-behaved model looks at it between steps. */
  signal: AbortSignal
  /** Sends text made of `tokens` tokens, the last of which took `step_ms`. Waits while main has too much unread. */
  text(content: string, channel: Channel, tokens: number, step_ms: number): Promise<void>
  /** `step_ms`: what the last step towards it took. */
  thinking(status?: { percent?: number; detail?: string; step_ms?: number }): void
  /** What is known of the tokens before the end. */
  usage(usage: Usage): void
  /** It has to load its model again first. */
  loading(percent: number): void
  /** Bytes outside the protocol; for the simulator's garbage mode. */
  raw(value: unknown): void
}

export interface Generated {
  finish: Finish
  usage?: Usage
}

export interface ModelLoad {
  model: string
  setup: LoadSetup
  findings: LoadFindings
  onProgress(percent: number): void
}

export interface Loaded {
  step_ms?: number
  findings?: LoadFindings
}

/** A model in its process. A rejection of `load` or `generate` reaches the person as the sentence of its error. */
export interface WorkerModel {
  /** What every model needs, done before it is known which one it will be. */
  warm?(): Promise<void>
  load(load: ModelLoad): Promise<Loaded>
  generate(generation: Generation, output: RunOutput): Promise<Generated>
}

/** The process's side of the protocol: one generation at a time, text within the credit. */
export class WorkerSession {
  #port: WorkerPort
  #model: WorkerModel
  #abort: AbortController | null = null
  #run_id = ''
  #unread_bytes = 0
  #onCredit: (() => void) | null = null
  #given = Promise.withResolvers<Pick<ModelLoad, 'model' | 'setup' | 'findings'>>()

  constructor(port: WorkerPort, model: WorkerModel) {
    this.#port = port
    this.#model = model
  }

  /** Without a model it warms up and waits to be given one. */
  async open(model: string): Promise<void> {
    this.#port.onMessage((message) => this.#onMessage(message))
    if (model !== '') this.#given.resolve({ model, setup: NO_SETUP, findings: {} })
    try {
      await this.#model.warm?.()
      if (model === '') this.#port.send({ type: 'warm' })
      const loaded = await this.#model.load({
        ...(await this.#given.promise),
        onProgress: (percent) => this.#port.send({ type: 'loading', percent }),
      })
      this.#port.send({ type: 'ready', ...loaded })
    } catch (error) {
      this.#port.send({ type: 'load_failed', ...failureOf(error) })
    }
  }

  #onMessage(message: ToWorker): void {
    switch (message.type) {
      case 'load':
        this.#given.resolve(message)
        break
      case 'generate':
        void this.#generate(message)
        break
      case 'cancel':
        if (message.run_id === this.#run_id) this.#abort?.abort()
        this.#onCredit?.()
        break
      case 'credit':
        if (message.run_id !== this.#run_id) break
        this.#unread_bytes -= message.bytes
        this.#onCredit?.()
        break
      case 'exit':
        process.exit(0)
    }
  }

  async #generate(generation: Generation): Promise<void> {
    const { run_id } = generation
    const abort = new AbortController()
    this.#abort = abort
    this.#run_id = run_id
    this.#unread_bytes = 0
    const output: RunOutput = {
      signal: abort.signal,
      text: (content, channel, tokens, step_ms) => this.#text(run_id, content, channel, tokens, step_ms),
      thinking: (status = {}) => this.#port.send({ type: 'status', run_id, status: 'thinking', ...status }),
      usage: (usage) => this.#port.send({ type: 'usage', run_id, usage }),
      loading: (percent) => this.#port.send({ type: 'status', run_id, status: 'loading', percent }),
      raw: (value) => this.#port.sendRaw(value),
    }
    try {
      const generated = await this.#model.generate(generation, output)
      if (!abort.signal.aborted) this.#port.send({ type: 'finish', run_id, ...generated })
    } catch (error) {
      this.#port.send({ type: 'failed', run_id, ...failureOf(error) })
    }
    this.#abort = null
    this.#port.send({ type: 'settled', run_id })
  }

  async #text(
    run_id: string,
    content: string,
    channel: Channel,
    tokens: number,
    step_ms: number,
  ): Promise<void> {
    const bytes = utf8Bytes(content)
    // Before sending, not after: main holds a process to the limit. A text larger than all of it goes out alone.
    while (
      this.#unread_bytes > 0 &&
      this.#unread_bytes + bytes > CREDIT_BYTES &&
      !this.#abort?.signal.aborted
    ) {
      await new Promise<void>((resolve) => (this.#onCredit = resolve))
    }
    this.#unread_bytes += bytes
    this.#port.send({ type: 'text', run_id, channel, content, tokens, step_ms })
  }
}
