import type { Judgement } from './judge.ts'
import { judge } from './judge.ts'
import { findLeaks, takeStock } from './leaks.ts'
import type { Scenario } from './scenario.ts'
import { Hand } from './scenario.ts'
import { SCENARIOS } from './scenarios.ts'
import type { EngineUnderTest, TestedCore } from './tested-core.ts'

/** Median and maximum in milliseconds; null when nothing was measured. */
export interface Figures {
  p50: number | null
  max: number | null
}

export interface ScenarioVerdict {
  name: string
  title: string
  ok: boolean
  opportunities: number
  /** null: n/a, the engine's records are not ours. */
  overlap: number | null
  stale: number
  leaks: number
  stop_ms: Figures
  first_token_ms: Figures
  problems: string[]
}

export interface Verdict {
  ok: boolean
  scenarios: ScenarioVerdict[]
}

export interface VerifyOptions {
  engine: EngineUnderTest
  /** A fresh core for each scenario, so that each one's leaks are its own. */
  createCore: () => Promise<TestedCore>
  /** Told after each scenario. */
  onVerdict?: (verdict: ScenarioVerdict) => void
  scenarios?: readonly Scenario[]
}

/** The one-minute test. Never rejects: a scenario that throws has failed. */
export async function verify(options: VerifyOptions): Promise<Verdict> {
  const { engine, onVerdict, scenarios = SCENARIOS } = options
  const verdicts: ScenarioVerdict[] = []
  for (const scenario of scenarios) {
    if (scenario.simulatorOnly && !engine.simulated) continue
    const verdict = await play(scenario, options)
    verdicts.push(verdict)
    onVerdict?.(verdict)
  }
  return { ok: verdicts.length > 0 && verdicts.every((verdict) => verdict.ok), scenarios: verdicts }
}

async function play(scenario: Scenario, { engine, createCore }: VerifyOptions): Promise<ScenarioVerdict> {
  const stock = takeStock()
  const core = await createCore()
  const hand = new Hand(core, engine)
  let judgement: Judgement
  try {
    await scenario.run(hand)
    await hand.quiet()
    judgement = await judge(hand)
  } catch (error) {
    judgement = {
      overlap: null,
      stale: 0,
      problems: [error instanceof Error ? error.message : String(error)],
    }
  }
  await core.dispose()
  const leaks = await findLeaks(stock, core.spawned_pids)
  const { opportunities, stop_ms, first_token_ms } = hand.trial
  const problems = [...judgement.problems, ...leaks]
  if (opportunities === 0) problems.push('nothing was put to the test: no opportunity came up')
  return {
    name: scenario.name,
    title: scenario.title,
    ok: problems.length === 0,
    opportunities,
    overlap: judgement.overlap,
    stale: judgement.stale,
    leaks: leaks.length,
    stop_ms: figures(stop_ms),
    first_token_ms: figures(first_token_ms),
    problems,
  }
}

function figures(values: number[]): Figures {
  const sorted = values.toSorted((a, b) => a - b)
  const round = (value: number | undefined): number | null =>
    value === undefined ? null : Math.round(value * 10) / 10
  return { p50: round(sorted[Math.floor((sorted.length - 1) / 2)]), max: round(sorted.at(-1)) }
}
