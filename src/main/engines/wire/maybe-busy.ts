import type { Clock, Undo } from '../../lib/clock.ts'

/** After this long a stopped answer is no longer assumed to occupy its server. */
export const MAYBE_BUSY_MS = 120_000

/**
 * "May still be finishing": servers read a prompt to its end even when nobody listens any more, and do not say so. Told
 * from the moment a request was left until a later first token shows that the server is free, or until time has passed.
 * Like a shop with the light on after closing: nobody is kept from knocking.
 */
export class MaybeBusy {
  #clock: Clock
  #tell: (busy: boolean) => void
  #busy = false
  #cancel: Undo | null = null

  constructor(clock: Clock, tell: (busy: boolean) => void) {
    this.#clock = clock
    this.#tell = tell
  }

  /** A request was left before its answer was complete. */
  left(): void {
    this.#cancel?.()
    this.#cancel = this.#clock.after(MAYBE_BUSY_MS, () => this.clear())
    this.#set(true)
  }

  /** A first token arrived, or nobody needs to know any more. */
  clear(): void {
    this.#cancel?.()
    this.#cancel = null
    this.#set(false)
  }

  #set(busy: boolean): void {
    if (this.#busy === busy) return
    this.#busy = busy
    this.#tell(busy)
  }
}
