import type { StreamTrace } from '../../../shared/stream-trace.ts'

/** Streams with less than this between them are told as one story. */
const TOUCH_MS = 1_000

/** A stream that still holds its engine, or waits for one. */
export function isLive(trace: StreamTrace): boolean {
  return trace.release === null
}

/** When a stream left its engine, in milliseconds since it was opened; for a live one: now. Never before what is known. */
export function endMs(trace: StreamTrace, now_ms: number): number {
  const span = trace.spans.at(-1)
  const known = Math.max(span?.to_ms ?? span?.from_ms ?? 0, trace.events.at(-1)?.at_ms ?? 0)
  return isLive(trace) ? Math.max(known, now_ms - trace.opened_ms) : known
}

/** How many events a stream told, also those no longer kept. */
export function eventCount({ events }: StreamTrace): number {
  const last = events.at(-1)
  return last ? last.seq + 1 : 0
}

/**
 * Streams that touch in time belong together and share one time axis: so one sees a prompt waiting while the engine of the
 * one before it is still stopping. Oldest group first, and in it the oldest stream.
 */
export function groupTraces(traces: readonly StreamTrace[]): StreamTrace[][] {
  const groups: StreamTrace[][] = []
  let until_ms = Number.NEGATIVE_INFINITY
  for (const trace of traces.toSorted((a, b) => a.opened_ms - b.opened_ms || a.generation - b.generation)) {
    const group = groups.at(-1)
    if (group && trace.opened_ms < until_ms + TOUCH_MS) group.push(trace)
    else groups.push([trace])
    const end = isLive(trace) ? Number.POSITIVE_INFINITY : trace.opened_ms + endMs(trace, 0)
    until_ms = group && groups.at(-1) === group ? Math.max(until_ms, end) : end
  }
  return groups
}

/** Where the axis of a group begins, on main's clock, and how long it has to be. */
export function extentOf(
  group: readonly StreamTrace[],
  now_ms: number,
): { from_ms: number; length_ms: number } {
  const from_ms = group[0]?.opened_ms ?? 0
  const ends = group.map((trace) => trace.opened_ms - from_ms + endMs(trace, now_ms))
  return { from_ms, length_ms: Math.max(0, ...ends) }
}
