import * as fc from 'fast-check'
import type { EngineReply, EngineRequest, EngineRun } from '../../src/main/ports.ts'
import type { SessionId, StreamId } from '../../src/shared/ids.ts'
import type { CoreModules } from './core-under-test.ts'
import { CoreUnderTest, loadCore, OTHER_SESSION, SESSION } from './core-under-test.ts'
import type { ScriptedEngineOptions, ScriptedRun } from './scripted-engine.ts'

/** More in a soak: SLUICE_RUNS=100000 npx vitest run tests/properties */
export const RACES = Number(process.env['SLUICE_RUNS'] ?? 250)
export const RACE_TIMEOUT_MS = 60_000 + RACES * 40

export const coreModules: CoreModules = await loadCore()

/** What persons, an engine and time do, each in an order of its own. */
export interface Race {
  /** In which session something is sent or stopped. */
  person: ('send' | 'stop' | 'send elsewhere')[]
  engine: ('text' | 'finish' | 'fail' | 'cut off' | 'leave')[]
  time_ms: number[]
}

export const races: fc.Arbitrary<Race> = fc.record({
  person: fc.array(fc.constantFrom('send', 'send', 'stop', 'send elsewhere'), { minLength: 2, maxLength: 8 }),
  engine: fc.array(fc.constantFrom('text', 'text', 'finish', 'fail', 'cut off', 'leave'), { maxLength: 16 }),
  time_ms: fc.array(fc.constantFrom(1, 18, 300, 2_500), { maxLength: 5 }),
})

export const engines: fc.Arbitrary<ScriptedEngineOptions> = fc.record({
  onAbort: fc.constantFrom('leave', 'ignore'),
  onForce: fc.constantFrom('leave', 'leave', 'ignore'),
  patience_ms: fc.constantFrom(0, 250, 2_000, 60_000),
  hangsOnReturn: fc.boolean(),
})

/** A core whose promises (of the disk, of the engine's replies and releases) are kept in any order a scheduler likes. */
export class RacingCore {
  readonly core: CoreUnderTest
  readonly sent: StreamId[] = []
  /** What the engine said in each run, up to its finish. */
  readonly said = new Map<StreamId, string>()
  #scheduler: fc.Scheduler
  #texts = 0
  #over = new Set<ScriptedRun>()

  constructor(scheduler: fc.Scheduler, engine: ScriptedEngineOptions = {}) {
    this.#scheduler = scheduler
    this.core = new CoreUnderTest(coreModules, engine)
    const { journal, engine: scripted } = this.core
    const [open, close] = [journal.open.bind(journal), journal.close.bind(journal)]
    journal.open = scheduler.scheduleFunction(open)
    journal.close = scheduler.scheduleFunction(close)
    const start = scripted.start.bind(scripted)
    scripted.start = (request: EngineRequest, signal: AbortSignal): EngineRun =>
      this.#race(start(request, signal))
  }

  /** Everybody acts at their own pace; `looking` looks after each act. Ends when nobody does anything any more. */
  async run({ person, engine, time_ms }: Race, looking: (act: string) => void = () => {}): Promise<void> {
    const acts = [
      person.map((what) => [what, () => this.#person(what)] as const),
      engine.map((what) => [what, () => this.#engine(what)] as const),
      time_ms.map((ms) => [`${ms} ms`, () => this.core.clock.advance(ms)] as const),
    ]
    for (const actor of acts) {
      this.#scheduler.scheduleSequence(
        actor.map(([label, act]) => ({
          label,
          builder: async () => {
            await act()
            looking(label)
          },
        })),
      )
    }
    await this.#scheduler.waitIdle()
  }

  /** All is stopped, written and waited for. */
  async end(): Promise<void> {
    void this.core.registry.stopAll('interrupted')
    for (let round = 0; round < 4; round++) {
      await this.core.clock.advance(2_100)
      await this.#scheduler.waitIdle()
    }
    await this.core.clock.advance(0)
  }

  runOf(stream_id: StreamId): ScriptedRun | undefined {
    return this.core.engine.runs.find((run) => run.request.stream_id === stream_id)
  }

  #race(run: EngineRun): EngineRun {
    const { replies, released } = run
    // Only once there is something to hear: what never comes would be waited for.
    const next = async () => this.#scheduler.schedule(Promise.resolve(await replies.next()), 'reply')
    // An engine that is gone is gone, whoever hears of it when.
    const heard = released.then(() => this.#scheduler.schedule(Promise.resolve(), 'release'))
    return {
      ...run,
      patience_ms: () => run.patience_ms(),
      force: () => run.force(),
      released: heard,
      replies: {
        next,
        return: () => replies.return?.() ?? Promise.reject(new Error('none')),
        [Symbol.asyncIterator]: () => replies,
      },
    }
  }

  async #person(what: Race['person'][number]): Promise<void> {
    const session_id: SessionId = what === 'send elsewhere' ? OTHER_SESSION : SESSION
    if (what !== 'stop') this.sent.push(this.core.send(`prompt ${this.sent.length}`, session_id))
    else void this.core.registry.stopAll('stopped', (stream) => stream.session_id === SESSION)
  }

  async #engine(what: Race['engine'][number]): Promise<void> {
    const run = this.core.engine.runs.findLast((one) => !this.#over.has(one))
    if (!run) return
    const { stream_id } = run.request
    if (what === 'text') {
      const content = `[${stream_id}:${this.#texts++}]`
      this.said.set(stream_id, (this.said.get(stream_id) ?? '') + content)
      return run.text(content)
    }
    if (what === 'leave') return run.leave()
    this.#over.add(run)
    const failed: EngineReply = {
      type: 'failed',
      error: { content: 'no', error_type: 'internal', retryable: true },
    }
    if (what === 'cut off') run.cutOff()
    else run.say(what === 'finish' ? { type: 'finish', finish: 'stop' } : failed)
  }
}

/** A property over races: `holds` is given each core when all is over. */
export async function everyRace(
  holds: (racing: RacingCore) => void | Promise<void>,
  looking: (racing: RacingCore, act: string) => void = () => {},
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), engines, races, async (scheduler, engine, race) => {
      const racing = new RacingCore(scheduler, engine)
      await racing.run(race, (act) => looking(racing, act))
      await racing.end()
      await holds(racing)
    }),
    { numRuns: RACES },
  )
}
