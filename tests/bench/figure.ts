/** One number of a figure. */
export interface Measure {
  what: string
  value: number
  unit: 'ms' | 'µs' | 'frames' | '/s' | 'x' | ''
  /** The most it should be (ARCHITECTURE.md, Budgets). Told as a ratio; never a reason to fail. */
  limit?: number
  /** A count of broken promises: anything but 0 fails the run. */
  must_be_zero?: true
}

/** What several measured alike, side by side, as text. The first cell of a row names it. */
export interface Table {
  head: string[]
  rows: string[][]
}

/** What one measurement found. */
export interface Figure {
  /** Stable, for those who compare runs. */
  id: string
  title: string
  /** How many samples the measures come from. */
  n: number
  measures: Measure[]
  table?: Table
}

/** The sample below or at which `share` (0 to 1) of all samples lie. Throws when there are none: nothing was measured. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b)
  const found = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
  if (found === undefined) throw new Error('no samples')
  return found
}

export const median = (samples: readonly number[]): number => percentile(samples, 0.5)

/** Median, 99th percentile and maximum of one quantity; the limit is one on the 99th percentile. */
export function spread(
  what: string,
  unit: Measure['unit'],
  samples: readonly number[],
  limit?: number,
): Measure[] {
  return [
    { what: `${what}, p50`, unit, value: median(samples) },
    { what: `${what}, p99`, unit, value: percentile(samples, 0.99), ...(limit !== undefined && { limit }) },
    { what: `${what}, max`, unit, value: percentile(samples, 1) },
  ]
}

/** How many characters of `expected` are missing or wrong in `actual`, counted from the first that differs; 0 when equal. */
export function lostCharacters(expected: string, actual: string): number {
  if (expected === actual) return 0
  let same = 0
  while (same < actual.length && expected[same] === actual[same]) same++
  return Math.max(expected.length, actual.length) - same
}
