import type { Bridge } from '../../shared/ipc-contract.ts'
import type { SessionId } from '../../shared/ids.ts'
import type { ReadingPlace } from '../../shared/session.ts'
import type { AppStore } from './app-store.ts'

/** Remembers where a session is read; null: at its end. */
export type ReadTo = (session_id: SessionId, place: ReadingPlace | null) => void

export function createReadTo(store: AppStore, request: Bridge['request']): ReadTo {
  return (session_id, place) => {
    const { loaded } = store.getState()
    const entry = loaded[session_id]
    // Without details it is not known yet where it was read before: that counts.
    if (!entry?.details || same(entry.details.place, place)) return
    const details = { ...entry.details, place }
    store.setState({ loaded: { ...loaded, [session_id]: { ...entry, details } } })
    // The next place is told anyway: one that is lost is lost for a moment.
    void request('session:place', { session_id, place }).catch(() => null)
  }
}

function same(a: ReadingPlace | null, b: ReadingPlace | null): boolean {
  return a?.message_id === b?.message_id && a?.above_px === b?.above_px
}
