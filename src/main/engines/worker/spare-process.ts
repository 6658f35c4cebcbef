import type { WorkerProcess } from './worker-process.ts'

/** At most one process that has everything but a model: whoever takes it saves the start. Like a taxi with its engine on. */
export class SpareProcess {
  #spawn: () => WorkerProcess
  #worker: WorkerProcess | null = null

  constructor(spawn: () => WorkerProcess) {
    this.#spawn = spawn
  }

  get worker(): WorkerProcess | null {
    return this.#worker
  }

  fill(): void {
    this.#worker ??= this.#spawn()
  }

  take(): WorkerProcess | null {
    const worker = this.#worker?.killed_at === null ? this.#worker : null
    if (worker) this.#worker = null
    return worker
  }

  drop(why: string): void {
    this.#worker?.kill(why)
  }

  /** True when it was this one. */
  forget(worker: WorkerProcess): boolean {
    if (this.#worker !== worker) return false
    this.#worker = null
    return true
  }
}
