import { duration } from './in-words.ts'

const KEPT_MAX = 20_000

/** Measured times: exact up to 20,000 of them; of more, every second, fourth, … is kept, and the longest always. */
export class Samples {
  count = 0
  max = 0
  #kept: number[] = []
  #kept_max: number
  #every = 1
  #sorted = false

  constructor(kept_max = KEPT_MAX) {
    this.#kept_max = kept_max
  }

  add(ms: number): void {
    this.max = Math.max(this.max, ms)
    if (this.count++ % this.#every !== 0) return
    this.#kept.push(ms)
    this.#sorted = false
    if (this.#kept.length <= this.#kept_max) return
    this.#kept = this.#kept.filter((_, index) => index % 2 === 0)
    this.#every *= 2
  }

  /** The value that `share` of all do not exceed (0.5: the median); 0 without any. */
  at(share: number): number {
    if (!this.#sorted) this.#kept.sort((a, b) => a - b)
    this.#sorted = true
    return this.#kept[Math.max(0, Math.ceil(share * this.#kept.length) - 1)] ?? 0
  }

  /** “3 ms in the middle, 40 ms at most”. */
  words(): string {
    if (this.count === 1) return duration(this.max)
    return `${duration(this.at(0.5))} in the middle, ${duration(this.max)} at most`
  }
}
