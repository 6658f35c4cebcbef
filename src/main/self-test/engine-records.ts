import type { RunRecord } from '../../shared/run-record.ts'

interface Interval {
  session_id: string
  run_id: string
  from: bigint
  to: bigint
}

/**
 * How many pairs of generations of one session were alive at the same time, by the engines' own begin and end records. A
 * generation without an end record lasted until its process was seen to be gone.
 */
export function countOverlaps(
  records: readonly RunRecord[],
  exits: readonly { pid: number; at_ns: bigint }[],
  now_ns: bigint,
): number {
  const intervals = records
    .filter((record) => record.event === 'begin')
    .map((begin): Interval => {
      const end = records.find((record) => record.event === 'end' && record.run_id === begin.run_id)
      const exit = exits.find(({ pid }) => pid === begin.pid)
      const to = end ? BigInt(end.at_ns) : (exit?.at_ns ?? now_ns)
      return { session_id: begin.session_id, run_id: begin.run_id, from: BigInt(begin.at_ns), to }
    })
  let overlaps = 0
  for (const [index, a] of intervals.entries()) {
    for (const b of intervals.slice(index + 1)) {
      if (a.session_id === b.session_id && a.from < b.to && b.from < a.to) overlaps++
    }
  }
  return overlaps
}
