import type { Clock, Undo } from '../lib/clock.ts'

export interface TellerOptions {
  clock: Clock
  /** At most once in so many ms; the latest is always told. */
  every_ms: number
  tell: () => void
  /** Something moves: it is told once a second although nobody says that it changed. */
  moves: () => boolean
}

const MOVING_MS = 1_000

/** Tells of something that changes often, seldom enough. */
export class Teller {
  #options: TellerOptions
  #told_at = Number.NEGATIVE_INFINITY
  #next: { due: number; cancel: Undo } | null = null
  #disposed = false

  constructor(options: TellerOptions) {
    this.#options = options
  }

  changed(): void {
    this.#within(Math.max(0, this.#told_at + this.#options.every_ms - this.#options.clock.now()))
  }

  dispose(): void {
    this.#disposed = true
    this.#next?.cancel()
    this.#next = null
  }

  #within(ms: number): void {
    const { clock } = this.#options
    const due = clock.now() + ms
    if (this.#disposed || (this.#next && this.#next.due <= due)) return
    this.#next?.cancel()
    this.#next = { due, cancel: clock.after(ms, () => this.#tell()) }
  }

  #tell(): void {
    const { clock, tell, moves } = this.#options
    this.#next = null
    this.#told_at = clock.now()
    tell()
    if (moves()) this.#within(MOVING_MS)
  }
}
