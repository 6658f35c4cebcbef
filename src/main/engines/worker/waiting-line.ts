import type { WorkerRun } from './worker-run.ts'

/** Those who wait for a process: first come, first served. */
export class WaitingLine {
  #runs: WorkerRun[] = []
  #line_of: (run: WorkerRun) => string

  /** `line_of`: those of the same one stand behind each other; the others wait for something else. */
  constructor(line_of: (run: WorkerRun) => string) {
    this.#line_of = line_of
  }

  add(run: WorkerRun): void {
    this.#runs.push(run)
  }

  leave(run: WorkerRun): void {
    this.#runs = this.#runs.filter((other) => other !== run)
  }

  /** The next one, from now on. */
  putFirst(run: WorkerRun): void {
    this.leave(run)
    this.#runs.unshift(run)
  }

  find(run_id: string): WorkerRun | undefined {
    return this.#runs.find(({ id }) => id === run_id)
  }

  clear(): WorkerRun[] {
    return this.#runs.splice(0)
  }

  /**
   * Offers to each in order; what `offer` answers is done once the run has left the line. Nobody is served before one who
   * waits for room: whoever is small or has its model in memory would take that room for ever.
   */
  serve(offer: (run: WorkerRun) => (() => void) | null): void {
    for (const run of this.#runs.slice()) {
      const take = offer(run)
      if (take) {
        this.leave(run)
        take()
      } else if (run.wants_room) return
    }
  }

  /** Tells each its place. `holder`: the model whose answer holds the room that is wanted. */
  tellPlaces(holder: string | null): void {
    const places = new Map<string, number>()
    let for_room = 0
    for (const run of this.#runs) {
      const line = this.#line_of(run)
      const before = places.get(line) ?? 0
      run.reply({
        type: 'status',
        status: 'waiting',
        position: for_room + before + 1,
        ...(run.wants_room && holder !== null && { for_room_of: holder }),
      })
      if (run.wants_room) for_room++
      else places.set(line, before + 1)
    }
  }
}
