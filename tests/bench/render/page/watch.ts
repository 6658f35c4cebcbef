import type { PageResult } from './measured.ts'

/** Watches an answer being drawn: its changes, the frames, the long tasks. */
export class Watch {
  #updates = 0
  #frames: number[] = []
  #longest_ms = 0
  #before = 0
  #frame = 0
  #changes: MutationObserver | null = null
  #tasks: PerformanceObserver | null = null

  /** From now on; the answer may come into being later. */
  start(answer: () => Element | null): void {
    const changes = new MutationObserver(() => this.#updates++)
    this.#changes = changes
    let observed: Element | null = null
    const onFrame = (): void => {
      const now = performance.now()
      if (this.#before > 0) this.#frames.push(now - this.#before)
      this.#before = now
      observed ??= observe(changes, answer())
      this.#frame = requestAnimationFrame(onFrame)
    }
    this.#frame = requestAnimationFrame(onFrame)
    const from = performance.now()
    this.#tasks = new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) {
        if (startTime >= from) this.#longest_ms = Math.max(this.#longest_ms, duration)
      }
    })
    this.#tasks.observe({ type: 'longtask' })
  }

  /** The last word is drawn: frames are counted no more. */
  endFrames(): void {
    cancelAnimationFrame(this.#frame)
  }

  end(): void {
    this.#changes?.disconnect()
    this.#tasks?.disconnect()
  }

  read(): Omit<PageResult, 'drawn'> {
    const lasted_ms = this.#frames.reduce((sum, ms) => sum + ms, 0)
    const possible = lasted_ms / FRAME_MS
    return {
      updates: this.#updates,
      longest_ms: this.#longest_ms,
      frames: this.#frames.length,
      dropped: Math.max(0, 1 - this.#frames.length / possible),
    }
  }
}

/** Headless Chromium draws sixty frames a second. */
const FRAME_MS = 1_000 / 60

function observe(changes: MutationObserver, answer: Element | null): Element | null {
  if (answer) changes.observe(answer, { childList: true, subtree: true, characterData: true })
  return answer
}
