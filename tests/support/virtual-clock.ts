import type { Clock, Undo } from '../../src/main/lib/clock.ts'

/** Time that moves only when a test says so. Promises that are ready run between two timers, as they would. */
export class VirtualClock implements Clock {
  #now = 0
  #timers: { due: number; order: number; run: () => void }[] = []
  #order = 0

  now(): number {
    return this.#now
  }

  wallTime(): number {
    return 1_700_000_000_000 + this.#now
  }

  after(ms: number, run: () => void): Undo {
    const timer = { due: this.#now + Math.max(0, ms), order: this.#order++, run }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  /** Timers that are still armed: 0 when nothing was left behind. */
  get armed(): number {
    return this.#timers.length
  }

  /** Moves time on by `ms`, running what falls due in order. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms
    await promisesRun()
    for (;;) {
      const [next] = this.#timers
        .filter((timer) => timer.due <= end)
        .toSorted((a, b) => a.due - b.due || a.order - b.order)
      if (!next) break
      this.#timers = this.#timers.filter((timer) => timer !== next)
      this.#now = Math.max(this.#now, next.due)
      next.run()
      await promisesRun()
    }
    this.#now = end
  }
}

/** Lets every promise chain that is ready run to its next real wait. */
export function promisesRun(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
