import type { Clock, Undo } from '../lib/clock.ts'
import type { SessionId } from '../../shared/ids.ts'

/** Between somebody's asking and the news that there is more: a window draws its bars no faster than that. */
export const QUIET_MS = 150

interface Armed {
  due: number
  /** Set once there is something to tell. */
  cancel: Undo | null
}

/**
 * Tells of change at most once per ask, so that nothing is told to nobody. Like a doorbell that whoever is inside winds up:
 * it rings once, not before they had time to sit down, and stays silent until it is wound up again.
 */
export class StreamBell {
  #clock: Clock
  #ring: (session_id: SessionId) => void
  #armed = new Map<SessionId, Armed>()

  constructor(clock: Clock, ring: (session_id: SessionId) => void) {
    this.#clock = clock
    this.#ring = ring
  }

  /** Somebody was told how the session stands: the next change is worth a ring. One that is owed to another is kept. */
  arm(session_id: SessionId): void {
    const before = this.#armed.get(session_id)
    before?.cancel?.()
    this.#armed.set(session_id, { due: this.#clock.now() + QUIET_MS, cancel: null })
    if (before?.cancel) this.changed(session_id)
  }

  changed(session_id: SessionId): void {
    const armed = this.#armed.get(session_id)
    if (!armed || armed.cancel) return
    armed.cancel = this.#clock.after(Math.max(0, armed.due - this.#clock.now()), () => {
      this.#armed.delete(session_id)
      this.#ring(session_id)
    })
  }

  /** Something changed that every session's reader is shown. */
  changedForAll(): void {
    for (const session_id of this.#armed.keys()) this.changed(session_id)
  }

  dispose(): void {
    for (const { cancel } of this.#armed.values()) cancel?.()
    this.#armed.clear()
  }
}
