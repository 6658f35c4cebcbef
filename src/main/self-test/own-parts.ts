import type { Clock } from '../lib/clock.ts'
import { Disposer } from '../lib/disposer.ts'

/** Parts that can be asked which of them are not ended yet. */
export class OwnParts {
  #disposer = new Disposer()
  #held = new Set<string>()

  add(name: string, undo: () => void | Promise<void>): void {
    this.#held.add(name)
    this.#disposer.add(name, async () => {
      await undo()
      this.#held.delete(name)
    })
  }

  held(): string[] {
    return [...this.#held].map((name) => `its ${name} was not ended`)
  }

  dispose(): Promise<Error[]> {
    return this.#disposer.dispose()
  }
}

/** Counts the timers that are set on it and neither due nor undone. All of the core's parts set theirs on their clock. */
export class CountingClock implements Clock {
  #clock: Clock
  #set = new Set<object>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get timers(): number {
    return this.#set.size
  }

  now(): number {
    return this.#clock.now()
  }

  wallTime(): number {
    return this.#clock.wallTime()
  }

  after(ms: number, run: () => void): () => void {
    const one = {}
    this.#set.add(one)
    const undo = this.#clock.after(ms, () => {
      this.#set.delete(one)
      run()
    })
    return () => {
      this.#set.delete(one)
      undo()
    }
  }
}
