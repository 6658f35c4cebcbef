/** How long what was measured counts: about so many milliseconds. */
const MEMORY_MS = 4_000
/** Nothing is said before this long, and no more often is measured. */
const SAMPLE_MS = 250

/** The smoothed rate of something that grows by jumps. */
export class Rate {
  #since: number
  #bytes = 0
  #rate: number | null = null

  constructor(now: number) {
    this.#since = now
  }

  add(bytes: number, now: number): void {
    this.#bytes += bytes
    const ms = now - this.#since
    if (ms < SAMPLE_MS) return
    this.#rate = this.#mixed((this.#bytes * 1_000) / ms, ms)
    this.#bytes = 0
    this.#since = now
  }

  /** null while it is not known. It falls while nothing comes. */
  perSecond(now: number): number | null {
    if (this.#rate === null) return null
    const ms = now - this.#since
    return Math.round(ms < 4 * SAMPLE_MS ? this.#rate : this.#mixed((this.#bytes * 1_000) / ms, ms))
  }

  #mixed(measured: number, ms: number): number {
    if (this.#rate === null) return measured
    const keep = Math.exp(-ms / MEMORY_MS)
    return this.#rate * keep + measured * (1 - keep)
  }
}
