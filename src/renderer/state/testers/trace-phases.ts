import type { SpanPhase, StreamTrace } from '../../../shared/stream-trace.ts'
import { endMs } from './trace-groups.ts'

/** In the order of a stream's life. */
export const PHASES: readonly SpanPhase[] = [
  'waiting',
  'loading',
  'thinking',
  'writing',
  'stalled',
  'stopping',
]

/** A piece of a bar, in percent of its axis. */
export interface Segment {
  phase: SpanPhase
  /** Since the opening of its stream: its name, whatever becomes of the axis. */
  from_ms: number
  left: number
  width: number
}

/** A stretch narrower than this, in percent, is drawn with its neighbour: about four pixels of the panel. */
const NARROW = 1
/** What a tester looks for is never hidden, however short it was. */
const ALWAYS: ReadonlySet<SpanPhase> = new Set(['stalled', 'stopping'])

/** The bar of a stream on an axis that begins at `from_ms` of main's clock. At most about a hundred pieces. */
export function segmentsOf(
  trace: StreamTrace,
  axis: { from_ms: number; length_ms: number },
  now_ms: number,
): Segment[] {
  const offset = trace.opened_ms - axis.from_ms
  const percent = (ms: number): number => (ms / axis.length_ms) * 100
  const end = endMs(trace, now_ms)
  const segments: Segment[] = []
  for (const { phase, from_ms, to_ms } of trace.spans) {
    const left = percent(offset + from_ms)
    const width = percent((to_ms ?? end) - from_ms)
    const last = segments.at(-1)
    const joins = last && (last.phase === phase || (width < NARROW && !ALWAYS.has(phase)))
    if (joins) last.width = left + width - last.left
    else if (width > 0 || to_ms === null || ALWAYS.has(phase)) segments.push({ phase, from_ms, left, width })
  }
  return segments
}

/** How long a stream was in each phase, in the order of a stream's life; phases it was never in are left out. */
export function phaseTotals(trace: StreamTrace, now_ms: number): { phase: SpanPhase; ms: number }[] {
  const end = endMs(trace, now_ms)
  const sums = new Map<SpanPhase, number>()
  for (const { phase, from_ms, to_ms } of trace.spans)
    sums.set(phase, (sums.get(phase) ?? 0) + Math.max(0, (to_ms ?? end) - from_ms))
  return PHASES.flatMap((phase) => {
    const ms = sums.get(phase)
    return ms === undefined ? [] : [{ phase, ms }]
  })
}
