import type { Bridge } from '../../shared/ipc-contract.ts'
import type { SessionId } from '../../shared/ids.ts'
import type { CoreCounters, StreamTrace } from '../../shared/stream-trace.ts'
import type { AppStore } from './app-store.ts'

/** What the panel knows of the streams of the session it shows. */
export interface InspectorData {
  session_id: SessionId | null
  /** Oldest first. */
  traces: readonly StreamTrace[]
  revision: number
  counters: CoreCounters | null
}

export const NO_INSPECTION: InspectorData = { session_id: null, traces: [], revision: 0, counters: null }

export interface Inspector {
  /** Main says that streams of a session changed. */
  changed: (session_id: SessionId) => void
}

export function createInspector(_deps: { store: AppStore; request: Bridge['request'] }): Inspector {
  return { changed: () => {} }
}
