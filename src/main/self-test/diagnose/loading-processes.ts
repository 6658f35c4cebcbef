import type { LogLine } from '../../ports.ts'
import { numberIn, wordsIn } from './log-line.ts'

/** Far more than can load at once. */
const LOADING_MAX = 1_000
/** Said by a run whose process is taken away from it (engines/worker/worker-run.ts). */
const TAKEN_FROM_A_RUN = 'did not leave its run in time'

/** Engine processes that were killed before they were ready, so that their streams' releases are no surprise. */
export class LoadingProcesses {
  #loading = new Set<number>()
  /** By model: kills of a loading process whose stream's release the log has not told yet. */
  #killed = new Map<string, number>()

  see(line: LogLine): void {
    const pid = numberIn(line, 'pid')
    switch (line.event) {
      case 'engine_spawn':
        if (this.#loading.size < LOADING_MAX) this.#loading.add(pid)
        break
      case 'engine_ready':
        this.#loading.delete(pid)
        break
      case 'engine_killed': {
        const model = wordsIn(line, 'model') ?? ''
        if (this.#loading.delete(pid) && line['why'] === TAKEN_FROM_A_RUN)
          this.#killed.set(model, (this.#killed.get(model) ?? 0) + 1)
        break
      }
      default:
    }
  }

  /** Whether a forced release of a stream with this model was that of a loading process. */
  tookAway(model: string): boolean {
    const kills = this.#killed.get(model) ?? 0
    if (kills > 1) this.#killed.set(model, kills - 1)
    else this.#killed.delete(model)
    return kills > 0
  }

  clear(): void {
    this.#loading.clear()
    this.#killed.clear()
  }
}
