const SLOW_MS = 12
const GIVE_UP_MS = 100
/** Rest between two slow parses, in multiples of what the last one cost. */
const REST = 2

/** Parses less often when parsing is slow, so that the page stays free at least two thirds of the time. */
export class LexingPace {
  #slow = 0
  #next_ms = 0
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  /** Milliseconds until the next parse may run; 0 when it may run now. */
  get wait_ms(): number {
    return Math.max(0, this.#next_ms - this.#now())
  }

  /** Runs one parse and learns from its cost. True when it took so long that the text should not be parsed again. */
  measure(parse: () => void): boolean {
    const start = this.#now()
    parse()
    const end = this.#now()
    const cost_ms = end - start
    this.#slow = cost_ms > SLOW_MS ? this.#slow + 1 : 0
    this.#next_ms = this.#slow >= 2 ? end + cost_ms * REST : 0
    return cost_ms > GIVE_UP_MS
  }
}
