import type { Refusal } from '../../shared/ipc-contract.ts'
import type { ScenarioVerdict, StabilityState, Verdict } from '../../shared/stability.ts'
import { NO_STABILITY_TEST } from '../../shared/stability.ts'
import type { Clock, Undo } from '../lib/clock.ts'
import type { Scenario } from './scenario.ts'
import { ScenarioLamps } from './scenario-lamps.ts'
import type { EngineUnderTest, TestedCore } from './tested-core.ts'
import { scenariosFor, verify } from './verify.ts'

export interface StabilityOptions {
  /** A fresh core for each scenario, with engine processes and a store of its own. */
  createCore: () => Promise<TestedCore>
  engine: EngineUnderTest
  clock: Clock
  /**
   * Told at each verdict, and in between at most every `TELL_EVERY_MS`. The state is a new object each time. Must not throw.
   */
  onChanged: (state: StabilityState) => void
  /** All of `verify` when not given. */
  scenarios?: readonly Scenario[]
}

/** Lamps that change five times a second can be followed by eye, and cost nothing. */
export const TELL_EVERY_MS = 200
/** Of one scenario; the state goes to every window each time. */
const PROBLEMS_MAX = 20
/** design: what quitting waits for is done within 2 s. */
const DISPOSE_WITHIN_MS = 2_000

/** The scenarios of `verify` in the running app, one test at a time. What goes on around it is not judged. */
export class StabilityRun {
  #options: StabilityOptions
  #scenarios: readonly Scenario[]
  #state: StabilityState
  #abort = new AbortController()
  #playing: Promise<void> | null = null
  #core: TestedCore | null = null
  #lamps: ScenarioLamps | null = null
  #disposed = false

  constructor(options: StabilityOptions) {
    this.#options = options
    this.#scenarios = scenariosFor(options.engine, options.scenarios)
    const plan = this.#scenarios.map(({ name, title }) => ({ name, title }))
    this.#state = { ...NO_STABILITY_TEST, plan }
  }

  get state(): StabilityState {
    return this.#state
  }

  /** Starts a test in this tick, or says in a sentence why not. What comes of it is told by `onChanged`. */
  start(): Refusal | null {
    if (this.#disposed) return { refused: 'Sluice is closing, so no test is started any more.' }
    if (this.#playing)
      return { refused: 'The stability test is running already. Wait for its end, or cancel it.' }
    const { plan } = this.#state
    const started_at = this.#options.clock.wallTime()
    this.#abort = new AbortController()
    this.#state = { ...NO_STABILITY_TEST, state: 'running', started_at, plan, now: this.#now([]) }
    this.#playing = this.#play()
    this.#tell({})
    return null
  }

  /** Ends the test that runs, if one does: its engine processes go at once, the state follows when all is cleared away. */
  cancel(): void {
    this.#abort.abort()
  }

  /** Cancels, and waits until everything is gone, for 2 s at most. Never rejects. */
  async dispose(): Promise<void> {
    this.#disposed = true
    this.cancel()
    if (!this.#playing) return
    const late = Promise.withResolvers<void>()
    const undo = this.#options.clock.after(DISPOSE_WITHIN_MS, late.resolve)
    await Promise.race([this.#playing, late.promise])
    undo()
  }

  /** The last resort on the way out: its engine processes go now, no waiting. */
  killAll(): void {
    this.#core?.killAll()
  }

  async #play(): Promise<void> {
    const { engine, clock } = this.#options
    const from = clock.now()
    const seconds = (): number => Math.round((clock.now() - from) / 100) / 10
    const undo = this.#everySoOften(() => this.#tell({ seconds: seconds(), now: this.#now() }))
    let unplayable: string | null = null
    const createCore = async (): Promise<TestedCore> => {
      try {
        return await this.#options.createCore()
      } catch (error) {
        // No scenario can be played without a core: the others are not tried.
        unplayable = error instanceof Error ? error.message : String(error)
        this.cancel()
        throw error
      }
    }
    const verdict = await verify({
      engine,
      createCore,
      scenarios: this.#scenarios,
      leak_scope: 'own',
      signal: this.#abort.signal,
      onCore: (core) => {
        this.#core = core
        this.#lamps = new ScenarioLamps(core)
      },
      onVerdict: (one) => this.#take(one, seconds()),
    })
    undo()
    this.#playing = null
    this.#core = null
    this.#lamps = null
    this.#tell({ ...outcome(verdict, unplayable), seconds: seconds(), now: null })
  }

  #take(verdict: ScenarioVerdict, seconds: number): void {
    this.#core = null
    this.#lamps = null
    const problems = verdict.problems.slice(0, PROBLEMS_MAX)
    const more = verdict.problems.length - problems.length
    if (more > 0) problems.push(`and ${more} more`)
    const verdicts = [...this.#state.verdicts, { ...verdict, problems }]
    this.#tell({ verdicts, seconds, now: this.#now(verdicts) })
  }

  /** The scenario that is played, or about to be, once so many have their verdict. */
  #now(verdicts = this.#state.verdicts): StabilityState['now'] {
    const name = this.#scenarios[verdicts.length]?.name
    if (name === undefined) return null
    return { name, ...(this.#lamps?.look() ?? { lamps: [], events: 0 }) }
  }

  #tell(change: Partial<StabilityState>): void {
    this.#state = { ...this.#state, ...change }
    this.#options.onChanged(this.#state)
  }

  #everySoOften(run: () => void): Undo {
    const { clock } = this.#options
    let undo = clock.after(TELL_EVERY_MS, again)
    function again(): void {
      undo = clock.after(TELL_EVERY_MS, again)
      run()
    }
    return () => undo()
  }
}

function outcome(
  verdict: Verdict,
  unplayable: string | null,
): Pick<StabilityState, 'state' | 'ok' | 'problem'> {
  if (unplayable !== null) {
    return { state: 'failed', ok: null, problem: `The test could not be played: ${unplayable}` }
  }
  return verdict.cancelled
    ? { state: 'cancelled', ok: null, problem: null }
    : { state: 'done', ok: verdict.ok, problem: null }
}
