import type { Figures, ScenarioVerdict, Verdict } from '../../shared/stability.ts'
import { judge } from './judge.ts'
import type { Judgement } from './judge.ts'
import { findLeaks, takeStock } from './leaks.ts'
import type { Scenario } from './scenario.ts'
import { Hand } from './scenario.ts'
import { SCENARIOS } from './scenarios.ts'
import type { EngineUnderTest, TestedCore } from './tested-core.ts'

export interface VerifyOptions {
  engine: EngineUnderTest
  /** A fresh core for each scenario, so that each one's leaks are its own. */
  createCore: () => Promise<TestedCore>
  /** Told after each scenario. */
  onVerdict?: (verdict: ScenarioVerdict) => void
  scenarios?: readonly Scenario[]
  /** For all scenarios together, in milliseconds; what comes after has failed. */
  limit_ms?: number
  scenario_limit_ms?: number
}

/** Several times what it takes on a busy computer; nothing waits longer for a verdict. */
const LIMIT_MS = 5 * 60_000
const SCENARIO_LIMIT_MS = 2 * 60_000
/** A core's own deadlines for ending everything add up to less. */
const DISPOSE_LIMIT_MS = 15_000

/** The one-minute test. Never rejects and never hangs: a scenario that throws or does not end has failed. */
export async function verify(options: VerifyOptions): Promise<Verdict> {
  const { engine, onVerdict, scenarios = SCENARIOS } = options
  const { limit_ms = LIMIT_MS, scenario_limit_ms = SCENARIO_LIMIT_MS } = options
  const until = performance.now() + limit_ms
  const verdicts: ScenarioVerdict[] = []
  for (const scenario of scenarios) {
    if (scenario.simulatorOnly && !engine.simulated) continue
    const rest_ms = Math.max(0, Math.min(scenario_limit_ms, until - performance.now()))
    const verdict = await play(scenario, options, rest_ms)
    verdicts.push(verdict)
    onVerdict?.(verdict)
  }
  return { ok: verdicts.length > 0 && verdicts.every((verdict) => verdict.ok), scenarios: verdicts }
}

async function play(
  scenario: Scenario,
  { engine, createCore }: VerifyOptions,
  limit_ms: number,
): Promise<ScenarioVerdict> {
  const stock = takeStock()
  const problems: string[] = []
  let hand: Hand | null = null
  let judgement: Pick<Judgement, 'overlap' | 'stale'> = { overlap: null, stale: 0 }
  try {
    if (limit_ms <= 0) throw new Error('not tried: the time for the whole test was up')
    hand = new Hand(await startCore(createCore, limit_ms), engine)
    const judged = await within(act(scenario, hand), limit_ms, 'for this scenario', hand)
    problems.push(...judged.problems)
    judgement = judged
  } catch (error) {
    problems.push(...(hand?.trial.problems ?? []), sentenceOf(error))
  }
  try {
    if (hand) await within(hand.core.dispose(), DISPOSE_LIMIT_MS, 'to end everything')
  } catch (error) {
    problems.push(sentenceOf(error))
  }
  const leaks = await findLeaks(stock, hand?.core.spawned_pids ?? [])
  problems.push(...leaks)
  const { opportunities = 0, stop_ms = [], first_token_ms = [] } = hand?.trial ?? {}
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

/** A core that comes too late is ended by itself. */
async function startCore(createCore: VerifyOptions['createCore'], limit_ms: number): Promise<TestedCore> {
  const starting = createCore()
  try {
    return await within(starting, limit_ms, 'to start the core')
  } catch (error) {
    starting.then((core) => core.dispose()).catch(() => {})
    throw error
  }
}

async function act(scenario: Scenario, hand: Hand): Promise<Judgement> {
  await scenario.run(hand)
  await hand.quiet()
  return judge(hand)
}

/** The work's outcome, or a rejection when the time for it is up; a hand given is closed then. */
async function within<T>(work: Promise<T>, ms: number, what: string, hand?: Hand): Promise<T> {
  const limit = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    const late = new Error(`the time ${what} is up (${Math.round(ms / 1_000)} s)`)
    hand?.close(late)
    limit.reject(late)
  }, ms)
  try {
    return await Promise.race([work, limit.promise])
  } finally {
    clearTimeout(timer)
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(sentenceOf).join('; ')
  return error instanceof Error ? error.message : String(error)
}

function figures(values: number[]): Figures {
  const sorted = values.toSorted((a, b) => a - b)
  const round = (value: number | undefined): number | null =>
    value === undefined ? null : Math.round(value * 10) / 10
  return { p50: round(sorted[Math.floor((sorted.length - 1) / 2)]), max: round(sorted.at(-1)) }
}
