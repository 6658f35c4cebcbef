import type { Frames } from '../../../../src/renderer/state/streams/pace.ts'

export const FRAME_MS = 1_000 / 60

/** A page that draws a frame when the test says so, by a clock of its own. */
export class FakeFrames implements Frames {
  /** What the next update costs from its start to its paint. */
  cost_ms = 0
  #now = 0
  #waiting = new Set<(at_ms: number) => void>()
  #painted = new Set<() => void>()

  now = (): number => this.#now

  next = (run: (at_ms: number) => void): (() => void) => {
    this.#waiting.add(run)
    return () => this.#waiting.delete(run)
  }

  painted = (run: () => void): (() => void) => {
    this.#painted.add(run)
    return () => this.#painted.delete(run)
  }

  /** What waits for a frame, or for its paint. */
  get pending(): number {
    return this.#waiting.size + this.#painted.size
  }

  /** The next frame that the page can make: one that a costly update has not taken. */
  frame(): void {
    const at_ms = (Math.floor(this.#now / FRAME_MS + 1e-6) + 1) * FRAME_MS
    this.#now = at_ms
    const due = [...this.#waiting]
    this.#waiting.clear()
    for (const run of due) run(at_ms)
    if (this.#painted.size > 0) this.#now += this.cost_ms
    const done = [...this.#painted]
    this.#painted.clear()
    for (const run of done) run()
  }
}
