import type { Clock, Undo } from '../../lib/clock.ts'

/** Aborts when nothing was heard for so long. Armed anew by each sound. */
export class Silence {
  readonly #controller = new AbortController()
  #clock: Clock
  #ms: number
  #cancel: Undo

  constructor(clock: Clock, ms: number) {
    this.#clock = clock
    this.#ms = ms
    this.#cancel = this.#arm()
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  heard(): void {
    this.#cancel()
    this.#cancel = this.#arm()
  }

  /** While we are busy ourselves, nobody's silence counts. */
  dispose(): void {
    this.#cancel()
  }

  #arm(): Undo {
    return this.#clock.after(this.#ms, () => this.#controller.abort())
  }
}
