import type { Bridge, Requests } from '../../../shared/ipc-contract.ts'
import type { SessionId } from '../../../shared/ids.ts'
import type { CoreCounters, StreamTrace } from '../../../shared/stream-trace.ts'
import type { AppStore } from '../app-store.ts'

/** What the panel knows of the streams of the session it shows. */
export interface InspectorData {
  session_id: SessionId | null
  /** Oldest first. */
  traces: readonly StreamTrace[]
  revision: number
  counters: CoreCounters | null
  /** Main's clock minus `performance.now()` of this window. */
  main_ahead_ms: number
}

export const NO_INSPECTION: InspectorData = {
  session_id: null,
  traces: [],
  revision: 0,
  counters: null,
  main_ahead_ms: 0,
}

/** As many as main keeps: what it forgot may stay here that long. */
export const TRACES_KEPT = 100
/** After a question that main did not answer. */
const ASK_AGAIN_MS = 1_000
/** Two readings of main's clock that differ by less than this differ by the way of the reply. */
const SAME_CLOCK_MS = 100

export interface InspectorActions {
  /** Keeps the data of a session up to date until the function returned is called. null: there is no session yet. */
  inspectStreams: (session_id: SessionId | null) => () => void
}

export interface Inspector extends InspectorActions {
  /** Main says that streams of a session changed. */
  changed: (session_id: SessionId) => void
}

interface Watch {
  session_id: SessionId
  asking: boolean
  /** News came while a question was on its way. */
  again: boolean
  timer: ReturnType<typeof setTimeout> | null
}

/** Asks main while somebody looks, and not otherwise: main tells of change once per question. */
export function createInspector({
  store,
  request,
}: {
  store: AppStore
  request: Bridge['request']
}): Inspector {
  let watch: Watch | null = null

  const ask = async (mine: Watch): Promise<void> => {
    if (mine.asking) {
      mine.again = true
      return
    }
    mine.asking = true
    const { session_id } = mine
    const since = store.getState().inspector.revision
    const reply = await request('inspector:streams', { session_id, since }).catch(() => null)
    mine.asking = false
    if (watch !== mine) return
    if (!reply) {
      mine.timer = setTimeout(() => void ask(mine), ASK_AGAIN_MS)
      return
    }
    store.setState((data) => ({ inspector: told(data.inspector, reply, performance.now()) }))
    if (!mine.again) return
    mine.again = false
    await ask(mine)
  }

  return {
    changed: (session_id) => {
      if (watch?.session_id === session_id) void ask(watch)
    },
    inspectStreams: (session_id) => {
      // Looked at again: what is known of it still stands, and only what changed is asked for.
      if (store.getState().inspector.session_id !== session_id)
        store.setState({ inspector: { ...NO_INSPECTION, session_id } })
      if (session_id === null) return () => {}
      const mine: Watch = { session_id, asking: false, again: false, timer: null }
      watch = mine
      void ask(mine)
      return () => {
        if (mine.timer !== null) clearTimeout(mine.timer)
        if (watch === mine) watch = null
      }
    },
  }
}

/** What is known after a reply. Traces that did not change stay the same objects. */
export function told(
  before: InspectorData,
  { revision, now_ms, traces, counters }: Requests['inspector:streams']['output'],
  at_ms: number,
): InspectorData {
  const ahead = now_ms - at_ms
  // The reply that was shortest on its way comes closest; a larger difference is a clock that slept.
  const near = before.counters !== null && Math.abs(ahead - before.main_ahead_ms) < SAME_CLOCK_MS
  return {
    session_id: before.session_id,
    traces: traces.length === 0 ? before.traces : merged(before.traces, traces),
    revision,
    counters,
    main_ahead_ms: near ? Math.max(ahead, before.main_ahead_ms) : ahead,
  }
}

function merged(before: readonly StreamTrace[], changed: readonly StreamTrace[]): StreamTrace[] {
  const byId = new Map(before.map((trace) => [trace.stream_id, trace]))
  for (const trace of changed) byId.set(trace.stream_id, trace)
  return [...byId.values()].toSorted((a, b) => a.generation - b.generation).slice(-TRACES_KEPT)
}
