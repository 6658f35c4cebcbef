/** Median and maximum in milliseconds; null when nothing was measured. */
export interface Figures {
  p50: number | null
  max: number | null
}

export interface ScenarioVerdict {
  name: string
  title: string
  ok: boolean
  /** How often what the scenario is about really happened. None is a failure. */
  opportunities: number
  /** null: n/a, the engine's records are not ours. */
  overlap: number | null
  stale: number
  leaks: number
  stop_ms: Figures
  first_token_ms: Figures
  problems: string[]
}

/**
 * What counts as left behind. `process`: everything this process holds beyond what it held before, where nothing else goes
 * on in it. `own`: in an app with windows and answers of its own, only what the test itself made: its engine processes, its
 * parts, their timers and listeners, its folder.
 */
export type LeakScope = 'process' | 'own'

export interface Verdict {
  ok: boolean
  /** Cancelled before its end: the scenarios are those that were played to theirs. */
  cancelled: boolean
  leak_scope: LeakScope
  scenarios: ScenarioVerdict[]
}

/** One stream of the running scenario: what it is doing right now, to be drawn as a small lamp. */
export type Lamp = 'waiting' | 'running' | 'ended' | 'released' | 'forced'

/** The stability test in the running app. `cancelled`: by a person; what was finished before still counts. */
export interface StabilityState {
  state: 'idle' | 'running' | 'done' | 'cancelled' | 'failed'
  /** Milliseconds since 1970; null before the first test. */
  started_at: number | null
  /** How long it took, or has taken so far. */
  seconds: number
  plan: { name: string; title: string }[]
  verdicts: ScenarioVerdict[]
  /** The scenario that is being played. */
  now: { name: string; lamps: Lamp[]; events: number } | null
  /** null while it runs, and when it could not be played. */
  ok: boolean | null
  /** Why it could not be played; null otherwise. */
  problem: string | null
}

export const NO_STABILITY_TEST: StabilityState = {
  state: 'idle',
  started_at: null,
  seconds: 0,
  plan: [],
  verdicts: [],
  now: null,
  ok: null,
  problem: null,
}

/** The verdict in one sentence for people. `planned`: how many scenarios there are. */
export function verdictSentence(verdicts: readonly ScenarioVerdict[], planned: number): string {
  const broken = verdicts.filter((verdict) => !verdict.ok)
  const held = verdicts.length - broken.length
  const hold = `${held} of ${planned} ${planned === 1 ? 'holds' : 'hold'}`
  if (broken.length > 0) {
    const titles = broken.map(({ title }) => `“${title}”`).join(', ')
    return `${hold}. ${broken.length} ${broken.length === 1 ? 'is' : 'are'} BROKEN: ${titles}.`
  }
  if (verdicts.length < planned) return `${hold}; the others were not tried.`
  return `${hold}: Stop stops, resend does not mix, nothing is left behind.`
}
