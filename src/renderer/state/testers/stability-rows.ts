import type { ScenarioVerdict, StabilityState } from '../../../shared/stability.ts'
import { verdictSentence } from '../../../shared/stability.ts'

/** How a scenario stands. `untried`: no test that runs will play it. */
export type ScenarioMark = 'waiting' | 'running' | 'holds' | 'broken' | 'untried'

export const MARK_WORDS: Record<ScenarioMark, string> = {
  waiting: 'waiting',
  running: 'running',
  holds: 'holds',
  broken: 'BROKEN',
  untried: 'not tried',
}

export interface ScenarioRow {
  name: string
  title: string
  mark: ScenarioMark
  verdict: ScenarioVerdict | null
}

export function scenarioRows({ state, plan, verdicts, now }: StabilityState): ScenarioRow[] {
  const waiting: ScenarioMark = state === 'running' ? 'waiting' : 'untried'
  return plan.map(({ name, title }) => {
    const verdict = verdicts.find((one) => one.name === name) ?? null
    const mark = verdict ? (verdict.ok ? 'holds' : 'broken') : now?.name === name ? 'running' : waiting
    return { name, title, mark, verdict }
  })
}

/** What came out, in one sentence; null before the first test. */
export function outcomeSentence({ state, plan, verdicts, problem }: StabilityState): string | null {
  switch (state) {
    case 'idle':
      return null
    case 'running':
      return `${verdicts.length} of ${plan.length} played${verdicts.some((one) => !one.ok) ? ', not all of them hold' : ''}.`
    case 'cancelled':
      return `Cancelled. ${verdictSentence(verdicts, plan.length)}`
    case 'failed':
      return problem ?? 'The test could not be played.'
    case 'done':
      return verdictSentence(verdicts, plan.length)
  }
}

/** What is said aloud: each verdict as it comes, then the whole. */
export function heardSentence(stability: StabilityState): string {
  const { state, plan, verdicts } = stability
  if (state === 'idle') return ''
  if (state !== 'running') return outcomeSentence(stability) ?? ''
  const last = verdicts.at(-1)
  if (!last) return `The stability test has begun: ${plan.length} scenarios.`
  return `${verdicts.length} of ${plan.length}, ${last.title}: ${last.ok ? 'holds' : 'BROKEN'}`
}

/** Chances and times to stop, in words; a dash for what was not measured would say less than leaving it out. */
export function figureWords({ opportunities, stop_ms }: ScenarioVerdict): string {
  const chances = `${opportunities} ${opportunities === 1 ? 'chance' : 'chances'}`
  if (stop_ms.p50 === null || stop_ms.max === null) return chances
  return `${chances} · stop ${milliseconds(stop_ms.p50)}, at most ${milliseconds(stop_ms.max)}`
}

function milliseconds(ms: number): string {
  return `${ms < 100 ? ms : Math.round(ms).toLocaleString('en')} ms`
}
