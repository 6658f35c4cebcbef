import type { Bridge } from '../../shared/ipc-contract.ts'
import type { SessionId } from '../../shared/ids.ts'
import type { ReadingPlace } from '../../shared/session.ts'
import type { AppStore } from './app-store.ts'

/** Who has not scrolled for this long reads: the place is kept. */
export const REST_MS = 500

export interface KeptPlace {
  /** Where a session is read now; null: at its end. Kept once the reader rests. */
  readTo: (session_id: SessionId, place: ReadingPlace | null) => void
  /** Keeps at once what is not kept yet. */
  flush: () => void
  dispose: () => void
}

export function createKeptPlace(store: AppStore, request: Bridge['request']): KeptPlace {
  let latest: { session_id: SessionId; place: ReadingPlace | null } | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  const flush = (): void => {
    clearTimeout(timer)
    if (!latest) return
    const { session_id, place } = latest
    latest = null
    const { loaded } = store.getState()
    const entry = loaded[session_id]
    // Without details it is not known yet where it was read before: that counts.
    if (!entry?.details || same(entry.details.place, place)) return
    const details = { ...entry.details, place }
    store.setState({ loaded: { ...loaded, [session_id]: { ...entry, details } } })
    // A place that is lost is lost until the next one.
    void request('session:place', { session_id, place }).catch(() => null)
  }

  return {
    readTo: (session_id, place) => {
      if (latest && latest.session_id !== session_id) flush()
      latest = { session_id, place: place && { ...place, above_px: Math.round(place.above_px) } }
      clearTimeout(timer)
      timer = setTimeout(flush, REST_MS)
    },
    flush,
    dispose: () => clearTimeout(timer),
  }
}

function same(a: ReadingPlace | null, b: ReadingPlace | null): boolean {
  return a?.message_id === b?.message_id && a?.above_px === b?.above_px
}
