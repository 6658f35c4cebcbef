import type { Figures, LeakScope, ScenarioVerdict, Verdict } from '../../shared/stability.ts'
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
  /** Told when a scenario's core is there, to be watched while it is played. */
  onCore?: (core: TestedCore) => void
  /** Told after each scenario. */
  onVerdict?: (verdict: ScenarioVerdict) => void
  scenarios?: readonly Scenario[]
  /** `process` when not given: right where nothing else goes on in this process. */
  leak_scope?: LeakScope
  /**
   * Its abort ends the test at once: the running scenario's waits end, its engine processes are taken away, its core is
   * disposed, and it gets no verdict unless that left something behind. The rest is not tried.
   */
  signal?: AbortSignal
  /** For all scenarios together, in milliseconds; what comes after has failed. */
  limit_ms?: number
  scenario_limit_ms?: number
}

/** Several times what it takes on a busy computer; nothing waits longer for a verdict. */
const LIMIT_MS = 5 * 60_000
const SCENARIO_LIMIT_MS = 2 * 60_000
/** A core's own deadlines for ending everything add up to less. */
const DISPOSE_LIMIT_MS = 15_000

/** Those of the scenarios that can be played on an engine. */
export function scenariosFor(
  engine: EngineUnderTest,
  scenarios: readonly Scenario[] = SCENARIOS,
): readonly Scenario[] {
  return scenarios.filter((scenario) => engine.simulated || !scenario.simulatorOnly)
}

/** The one-minute test. Never rejects and never hangs: a scenario that throws or does not end has failed. */
export async function verify(options: VerifyOptions): Promise<Verdict> {
  const { engine, onVerdict, scenarios, leak_scope = 'process', signal } = options
  const { limit_ms = LIMIT_MS, scenario_limit_ms = SCENARIO_LIMIT_MS } = options
  const until = performance.now() + limit_ms
  const verdicts: ScenarioVerdict[] = []
  let cancelled = false
  for (const scenario of scenariosFor(engine, scenarios)) {
    const rest_ms = Math.max(0, Math.min(scenario_limit_ms, until - performance.now()))
    const played = signal?.aborted ? null : await play(scenario, options, rest_ms)
    cancelled = !played?.to_its_end
    if (played?.verdict) {
      verdicts.push(played.verdict)
      onVerdict?.(played.verdict)
    }
    if (cancelled) break
  }
  const ok = !cancelled && verdicts.length > 0 && verdicts.every((verdict) => verdict.ok)
  return { ok, cancelled, leak_scope, scenarios: verdicts }
}

interface Played {
  /** null for one that was cancelled and left nothing behind. */
  verdict: ScenarioVerdict | null
  to_its_end: boolean
}

async function play(scenario: Scenario, options: VerifyOptions, limit_ms: number): Promise<Played> {
  const { engine, leak_scope = 'process', signal, onCore } = options
  const stock = leak_scope === 'process' ? takeStock() : null
  const problems: string[] = []
  let hand: Hand | null = null
  let judgement: Judgement | null = null
  try {
    if (limit_ms <= 0) throw new Error('not tried: the time for the whole test was up')
    const core = await startCore(options, limit_ms)
    hand = new Hand(core, engine)
    onCore?.(core)
    judgement = await within(act(scenario, hand), { ms: limit_ms, what: 'for this scenario', hand, signal })
    problems.push(...judgement.problems)
  } catch (error) {
    problems.push(...(hand?.trial.problems ?? []), sentenceOf(error))
  }
  const to_its_end = judgement !== null || !signal?.aborted
  // What a cancelled scenario had not done yet is no problem of it; what it leaves behind is.
  if (!to_its_end) problems.length = 0
  if (hand) problems.push(...(await end(hand.core, !to_its_end)))
  const pids = hand?.core.spawned_pids ?? []
  const leaks = await findLeaks(stock, pids, { held: () => hand?.core.held() ?? [] })
  problems.push(...leaks)
  if (!to_its_end && problems.length === 0) return { verdict: null, to_its_end }
  const { opportunities = 0, stop_ms = [], first_token_ms = [] } = hand?.trial ?? {}
  if (to_its_end && opportunities === 0) problems.push('nothing was put to the test: no opportunity came up')
  const verdict: ScenarioVerdict = {
    name: scenario.name,
    title: scenario.title,
    ok: problems.length === 0,
    opportunities,
    overlap: judgement?.overlap ?? null,
    stale: judgement?.stale ?? 0,
    leaks: leaks.length,
    stop_ms: figures(stop_ms),
    first_token_ms: figures(first_token_ms),
    problems,
  }
  return { verdict, to_its_end }
}

/** A core that comes too late is ended by itself; a test that is cancelled waits for that. */
async function startCore({ createCore, signal }: VerifyOptions, limit_ms: number): Promise<TestedCore> {
  const starting = createCore()
  try {
    return await within(starting, { ms: limit_ms, what: 'to start the core', signal })
  } catch (error) {
    const ended = starting.then((core) => core.dispose()).catch(() => {})
    if (signal?.aborted) await within(ended, { ms: DISPOSE_LIMIT_MS, what: 'to end a late core' })
    throw error
  }
}

async function act(scenario: Scenario, hand: Hand): Promise<Judgement> {
  await scenario.run(hand)
  await hand.quiet()
  return judge(hand)
}

/** Disposes a core and returns what went wrong. At once: its streams are settled first, then nobody is waited for. */
async function end(core: TestedCore, at_once: boolean): Promise<string[]> {
  try {
    const disposing = core.dispose()
    if (at_once) core.killAll()
    await within(disposing, { ms: DISPOSE_LIMIT_MS, what: 'to end everything' })
    return []
  } catch (error) {
    return [sentenceOf(error)]
  }
}

interface Bounds {
  ms: number
  what: string
  /** Closed when the time is up or the test is cancelled. */
  hand?: Hand
  signal?: AbortSignal | undefined
}

/** The work's outcome, or a rejection when the time for it is up or the test is cancelled. */
async function within<T>(work: Promise<T>, { ms, what, hand, signal }: Bounds): Promise<T> {
  const cut = Promise.withResolvers<never>()
  const cutShort = (why: string): void => {
    const error = new Error(why)
    hand?.close(error)
    cut.reject(error)
  }
  const timer = setTimeout(() => cutShort(`the time ${what} is up (${Math.round(ms / 1_000)} s)`), ms)
  const cancel = (): void => cutShort('the test was cancelled')
  signal?.addEventListener('abort', cancel, { once: true })
  if (signal?.aborted) cancel()
  try {
    return await Promise.race([work, cut.promise])
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', cancel)
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
