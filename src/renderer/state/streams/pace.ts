/** The most of the page's main thread that drawing an answer may take, as far as the page can see it (docs/decisions/0019). */
export const SHARE = 1 / 6
/** Text that came waits so long at most, and then for the next frame: with 60 frames a second, 20 of them show it. */
export const WAIT_MAX_MS = 40
/** A frame may come so much early. */
const EARLY_MS = 2
/** One slow update (a collection, another process) is none to go by: the middle of so many is. */
const REMEMBERED = 5
/** Only when updates cost so much less than they did are they drawn more often again: what alternates would be seen. */
const CHEAPER = 0.7

type Undo = () => void

/** When a page draws. */
export interface Frames {
  /** Milliseconds, by the clock of the frames. */
  now: () => number
  /** Calls once with the time of the next frame, before that is laid out; where no frames are drawn, somewhat later. */
  next: (run: (at_ms: number) => void) => Undo
  /** Calls once when the frame that is being made is painted. */
  painted: (run: () => void) => Undo
}

/**
 * Draws growing text as often as its page can afford: in each frame, or, where one update costs more than its share of a
 * frame, in every second or third. Like a speaker who is translated: short sentences follow at once, long ones with a pause
 * of the same length after each, and what is said meanwhile is one sentence with the next. Models may run on the same cores.
 */
export class Pace {
  readonly #frames: Frames
  readonly #draw: () => void
  #drawn_at = Number.NEGATIVE_INFINITY
  #apart_ms = 0
  #costs: number[] = []
  #waiting: Undo | null = null
  #measuring: Undo | null = null

  /** `draw` brings everything that waits onto the page, in that call. */
  constructor(frames: Frames, draw: () => void) {
    this.#frames = frames
    this.#draw = draw
  }

  /** There is something to draw. */
  ask(): void {
    this.#waiting ??= this.#frames.next((at_ms) => this.#meet(at_ms))
  }

  /** All that waited is drawn already: it came with something that does not wait. */
  drop(): void {
    this.#waiting?.()
    this.#waiting = null
  }

  dispose(): void {
    this.drop()
    this.#measuring?.()
    this.#measuring = null
  }

  #meet(at_ms: number): void {
    this.#waiting = null
    if (at_ms - this.#drawn_at < this.#apart_ms - EARLY_MS) return this.ask()
    this.#drawn_at = at_ms
    const from_ms = this.#frames.now()
    this.#measuring?.()
    this.#measuring = this.#frames.painted(() => {
      this.#measuring = null
      this.#learn(this.#frames.now() - from_ms)
    })
    this.#draw()
  }

  #learn(cost_ms: number): void {
    this.#costs = [...this.#costs, cost_ms].slice(-REMEMBERED)
    const wanted_ms = Math.min(WAIT_MAX_MS, middleOf(this.#costs) / SHARE)
    if (wanted_ms > this.#apart_ms || wanted_ms < CHEAPER * this.#apart_ms) this.#apart_ms = wanted_ms
  }
}

function middleOf(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0
}
