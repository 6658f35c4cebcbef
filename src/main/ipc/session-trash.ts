import type { Clock, Undo } from '../lib/clock.ts'
import type { Store } from '../store/store.ts'
import type { StreamRegistry } from '../streams/stream-registry.ts'
import type { SessionId } from '../../shared/ids.ts'
import type { Session } from '../../shared/session.ts'

/** How long a deletion can be undone. */
export const UNDO_MS = 10_000

/** Deleted sessions: hidden at once, really gone when the time to undo has passed, or at the next start. */
export class SessionTrash {
  #sessions: Pick<Store['sessions'], 'delete' | 'undelete' | 'purge'>
  #registry: Pick<StreamRegistry, 'stopAll'>
  #clock: Clock
  #onPurged: (session_id: SessionId) => void
  #disposed = false
  /** One ticket a session; whoever deletes or takes back last holds it. `cancel` is there once the time to undo runs. */
  #waiting = new Map<SessionId, { cancel: Undo | null }>()

  constructor(
    sessions: Pick<Store['sessions'], 'delete' | 'undelete' | 'purge'>,
    registry: Pick<StreamRegistry, 'stopAll'>,
    clock: Clock,
    onPurged: (session_id: SessionId) => void = () => {},
  ) {
    this.#sessions = sessions
    this.#registry = registry
    this.#clock = clock
    this.#onPurged = onPurged
  }

  /** Stops the session's streams, hides it, and returns for how many ms that can be undone. */
  async put(session_id: SessionId): Promise<number> {
    // The end is told and handed to the disk in this tick; nobody has to wait for the engine.
    void this.#registry.stopAll('stopped', (stream) => stream.session_id === session_id)
    const before = this.#waiting.get(session_id)
    const ticket: { cancel: Undo | null } = { cancel: null }
    this.#waiting.set(session_id, ticket)
    try {
      await this.#sessions.delete(session_id)
    } catch (error) {
      if (this.#waiting.get(session_id) === ticket) this.#giveBack(session_id, before)
      throw error
    }
    // Taken back, or deleted once more, while the disk was at it: what came last counts, and nothing may purge it.
    if (!this.#disposed && this.#waiting.get(session_id) === ticket)
      ticket.cancel = this.#purgeLater(session_id)
    return UNDO_MS
  }

  /** When the disk refuses, the session waits for another try, with all of its time. */
  async takeBack(session_id: SessionId): Promise<Session> {
    const ticket = this.#waiting.get(session_id)
    ticket?.cancel?.()
    this.#waiting.delete(session_id)
    try {
      return await this.#sessions.undelete(session_id)
    } catch (error) {
      // What the disk refuses after the quit is left to the next start.
      if (ticket && !this.#disposed && !this.#waiting.has(session_id)) {
        this.#waiting.set(session_id, { cancel: this.#purgeLater(session_id) })
      }
      throw error
    }
  }

  /** The next start purges what still waits. */
  dispose(): void {
    this.#disposed = true
    for (const { cancel } of this.#waiting.values()) cancel?.()
    this.#waiting.clear()
  }

  #purgeLater(session_id: SessionId): Undo {
    return this.#clock.after(UNDO_MS, () => {
      this.#waiting.delete(session_id)
      // A purge the disk refuses is done at the next start.
      this.#sessions.purge(session_id).then(
        () => this.#onPurged(session_id),
        () => {},
      )
    })
  }

  #giveBack(session_id: SessionId, ticket: { cancel: Undo | null } | undefined): void {
    if (ticket) this.#waiting.set(session_id, ticket)
    else this.#waiting.delete(session_id)
  }
}
