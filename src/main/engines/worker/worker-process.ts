import type { Clock } from '../../lib/clock.ts'
import type { WriteLog } from '../../ports.ts'
import type { ChildHandle, ProcessExit, ProcessHost } from './process-host.ts'
import type { LoadFindings, LoadSetup } from './load-setup.ts'
import { NO_SETUP } from './load-setup.ts'
import type { FromWorker, ToWorker } from './worker-protocol.ts'
import { parseFromWorker } from './worker-protocol.ts'

/** Malformed messages tolerated before the process counts as unable to speak. */
const MALFORMED_MAX = 3
const STDERR_KEPT_CHARS = 4_000
const NATIVE_FRAME = /^\s*\d+: 0x|^-{3,}/

export interface WorkerListeners {
  onSpawn(pid: number): void
  onMessage(message: FromWorker): void
  /** Called at the third malformed message, once. */
  onGarbage(): void
  /** `pid`: which process it was; undefined when it never started. */
  onExit(pid: number | undefined): void
}

/** One engine process: speaks the protocol, remembers whether its death was ordered, tells when it is gone. */
export class WorkerProcess {
  /** Empty for a spare that was not given one yet. */
  model: string
  setup: LoadSetup = NO_SETUP
  /** When it was started, or given its model. */
  begun_at: number
  /** What its last step took, as far as it told. */
  step_ms = 0
  /** Since when it has nothing to do. */
  idle_since: number
  /** Since when it has its run. */
  busy_since = 0
  /** When it was ordered to die; null while it lives in peace. */
  killed_at: number | null = null
  /** Its model shall be there again when this process is gone. */
  wanted_back = false
  /** It has all but a model. */
  warm = false
  ready = false
  readonly exited: Promise<ProcessExit>
  #child: ChildHandle
  #clock: Clock
  #log: WriteLog
  #malformed = 0
  #stderr = ''
  #exit: ProcessExit | null = null
  #pid: number | undefined
  #asked_to_exit = false

  constructor(
    host: ProcessHost,
    args: string[],
    model: string,
    clock: Clock,
    log: WriteLog,
    listeners: WorkerListeners,
  ) {
    this.model = model
    this.begun_at = clock.now()
    this.idle_since = clock.now()
    this.#clock = clock
    this.#log = log
    let resolveExited!: (exit: ProcessExit) => void
    this.exited = new Promise((resolve) => (resolveExited = resolve))
    this.#child = host.spawn(args, {
      onSpawn: (pid) => {
        this.#pid = pid
        log({ event: 'engine_spawn', model: this.model, pid })
        listeners.onSpawn(pid)
      },
      onMessage: (value) => this.#onMessage(value, listeners),
      onStderr: (text) => (this.#stderr = (this.#stderr + text).slice(-STDERR_KEPT_CHARS)),
      onExit: (exit) => {
        this.#exit = exit
        const { code, signal } = exit
        log({ event: 'engine_exit', model: this.model, code, signal, ordered: this.ordered })
        listeners.onExit(this.#pid)
        resolveExited(exit)
      },
    })
  }

  /** Whether its end was asked for or forced; any other end is a crash. */
  get ordered(): boolean {
    return this.killed_at !== null || this.#asked_to_exit
  }

  get pid(): number | undefined {
    return this.gone ? undefined : this.#pid
  }

  get gone(): boolean {
    return this.#exit !== null
  }

  /** How it ended; null while it lives. */
  get exit(): ProcessExit | null {
    return this.#exit
  }

  /** The last lines it wrote to standard error, on one line; frames of a stack say nothing to people. */
  get lastWords(): string {
    const lines = this.#stderr.split('\n').filter((line) => line.trim() !== '' && !NATIVE_FRAME.test(line))
    return lines.slice(-3).join(' ').trim().slice(-300)
  }

  /** From now on it is this model's process. */
  give(model: string, setup: LoadSetup, findings: LoadFindings): void {
    this.model = model
    this.setup = setup
    this.begun_at = this.#clock.now()
    this.idle_since = this.#clock.now()
    this.send({ type: 'load', model, setup, findings })
  }

  send(message: ToWorker): void {
    if (message.type === 'exit') this.#asked_to_exit = true
    if (!this.gone) this.#child.send(message)
  }

  /** SIGKILL. Ordered, so it is no crash. */
  kill(why: string): void {
    if (this.gone || this.killed_at !== null) return
    this.killed_at = this.#clock.now()
    this.#log({ event: 'engine_killed', model: this.model, pid: this.pid, why })
    this.#child.kill()
  }

  #onMessage(value: unknown, listeners: WorkerListeners): void {
    const message = parseFromWorker(value)
    if (message) return listeners.onMessage(message)
    this.#malformed++
    this.#log({ event: 'engine_malformed_message', model: this.model, pid: this.pid, count: this.#malformed })
    if (this.#malformed === MALFORMED_MAX) listeners.onGarbage()
  }
}
