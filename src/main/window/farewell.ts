import type { WebContents } from 'electron'
import type { Clock } from '../lib/clock.ts'

/** A page that is well answers within a few milliseconds; nobody who quits waits longer for one that is not. */
export const FAREWELL_MS = 300

/** Before a window goes, its page saves what was typed in the last moment. Like the last call before a door closes. */
export class Farewell {
  #clock: Clock
  #waiting = new Map<number, () => void>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Resolves when the page has nothing left to save, or after `FAREWELL_MS`. Never rejects. */
  ask(contents: Pick<WebContents, 'id' | 'send' | 'isDestroyed' | 'isCrashed'>): Promise<void> {
    if (contents.isDestroyed() || contents.isCrashed()) return Promise.resolve()
    return new Promise((resolve) => {
      const done = (): void => {
        cancel()
        this.#waiting.delete(contents.id)
        resolve()
      }
      const cancel = this.#clock.after(FAREWELL_MS, done)
      // Asked twice, by a close and by a quit, both go on with the one answer.
      const before = this.#waiting.get(contents.id)
      this.#waiting.set(contents.id, () => {
        before?.()
        done()
      })
      try {
        contents.send('window:leaving', null)
      } catch {
        // It went away between the question and the call: it has nothing left.
        done()
      }
    })
  }

  /** The page said that it has nothing left. */
  left(page_id: number): void {
    this.#waiting.get(page_id)?.()
  }
}
