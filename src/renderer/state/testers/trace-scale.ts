/** A time axis from 0 to `length_ms`, with a word at each tick. */
export interface Scale {
  length_ms: number
  ticks: { at_ms: number; words: string }[]
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/** Lengths that read well, each with the distance of its ticks. */
const STEPS: readonly (readonly [number, number])[] = [
  [1, 0.25],
  [1.5, 0.5],
  [2, 0.5],
  [3, 1],
  [4, 1],
  [5, 1],
  [6, 2],
  [8, 2],
]
const IN_MINUTES: readonly (readonly [number, number])[] = [
  ...STEPS,
  [10, 2],
  [15, 5],
  [20, 5],
  [30, 10],
  [40, 10],
  [60, 15],
  [90, 30],
  [120, 30],
  [180, 60],
  [240, 60],
  [360, 120],
  [480, 120],
  [720, 180],
]
const LENGTHS = [
  ...[10, 100, 1_000].flatMap((unit) => STEPS.map(([length, tick]) => [length * unit, tick * unit] as const)),
  ...STEPS.slice(0, 6).map(([length, tick]) => [length * 10_000, tick * 10_000] as const),
  ...IN_MINUTES.map(([length, tick]) => [length * MINUTE, tick * MINUTE] as const),
]

/** The shortest axis that reads well and holds so much: something that grows jumps only where it outgrows one. */
export function scaleFor(ms: number): Scale {
  const days = Math.max(1, Math.ceil(ms / DAY)) * DAY
  const [length_ms, tick_ms] = LENGTHS.find(([length]) => ms <= length) ?? [days, days / 4]
  const count = Math.round(length_ms / tick_ms)
  const ticks = Array.from({ length: count + 1 }, (_, index) => index * tick_ms)
  return { length_ms, ticks: ticks.map((at_ms) => ({ at_ms, words: tickWords(at_ms, length_ms) })) }
}

function tickWords(ms: number, length_ms: number): string {
  if (ms === 0) return '0'
  if (ms < 1_000 && length_ms <= 1_000) return `${short(ms)} ms`
  if (ms < MINUTE) return `${short(ms / 1_000)} s`
  return ms < 60 * MINUTE ? `${short(ms / MINUTE)} min` : `${short(ms / MINUTE / 60)} h`
}

function short(value: number): string {
  return String(Math.round(value * 100) / 100)
}
