import type { Bridge, DroppedEvents } from '../../../shared/ipc-contract.ts'
import type { SessionId, StreamId } from '../../../shared/ids.ts'
import type { StreamEvent } from '../../../shared/stream-event.ts'
import type { DropReason } from '../../../shared/stream-trace.ts'
import type { Verdict } from './live-stream.ts'

/** How many are remembered for the inspector. */
export const DROPS_KEPT = 200
/** Main is told of so much at once. */
export const TELL_AFTER_MS = 1_000
/** What main takes in one message (ipc/schemas.ts). */
const GROUPS_MAX = 256

/** One event that the gate of this window kept from the screen. */
export interface Drop {
  stream_id: StreamId
  session_id: SessionId
  generation: number
  seq: number
  type: StreamEvent['type']
  why: Exclude<DropReason, 'after_end'>
  /** Milliseconds since 1970. */
  at: number
}

/** The drop that a verdict of the gate is; null when it kept the event. */
export function dropOf(event: StreamEvent, verdict: Verdict): Drop | null {
  if (verdict !== 'stale' && verdict !== 'duplicate' && verdict !== 'after_done') return null
  const { stream_id, session_id, generation, seq, type } = event
  return { stream_id, session_id, generation, seq, type, why: verdict, at: Date.now() }
}

/** Returns the same list when there is nothing new. */
export function remember(drops: readonly Drop[], more: readonly Drop[]): readonly Drop[] {
  return more.length === 0 ? drops : [...drops, ...more].slice(-DROPS_KEPT)
}

export interface DropReport {
  add: (drops: readonly Drop[]) => void
  /** Tells what it has; nothing is told after it. */
  dispose: () => void
}

/** Tells main what the gate dropped, gathered for a second, as one count for each stream and reason. */
export function createDropReport(request: Bridge['request']): DropReport {
  const groups = new Map<string, DroppedEvents>()
  let timer: ReturnType<typeof setTimeout> | null = null

  const tell = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    const all = [...groups.values()]
    groups.clear()
    for (let from = 0; from < all.length; from += GROUPS_MAX) {
      const dropped = all.slice(from, from + GROUPS_MAX)
      // Main may be leaving; the counts on screen stand all the same.
      void request('window:dropped', { dropped }).catch(() => {})
    }
  }

  return {
    add: (drops) => {
      for (const { stream_id, session_id, why } of drops) {
        const key = `${why} ${stream_id}`
        const group = groups.get(key)
        if (group) group.count++
        else groups.set(key, { stream_id, session_id, why, count: 1 })
      }
      if (groups.size > 0) timer ??= setTimeout(tell, TELL_AFTER_MS)
    },
    dispose: tell,
  }
}
