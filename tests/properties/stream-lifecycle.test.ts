import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { loadCore } from '../support/core-under-test.ts'
import type { Step } from '../support/lifecycle-model.ts'
import { LifecycleModel } from '../support/lifecycle-model.ts'
import type { ScriptedEngineOptions } from '../support/scripted-engine.ts'

/** More in a soak: SLUICE_RUNS=100000 npx vitest run tests/properties/stream-lifecycle.test.ts */
const RUNS = Number(process.env['SLUICE_RUNS'] ?? 1_000)
const TIMEOUT_MS = 60_000 + RUNS * 20

const core = await loadCore()

const engine: fc.Arbitrary<ScriptedEngineOptions> = fc.record({
  onAbort: fc.constantFrom('leave', 'ignore'),
  onForce: fc.constantFrom('leave', 'leave', 'ignore'),
  patience_ms: fc.constantFrom(0, 250, 500, 2_000, 60_000),
  hangsOnReturn: fc.boolean(),
})
const session = fc.nat({ max: 2 })
const run = fc.nat({ max: 1_000 })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('send' as const), session }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('disk' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('stop' as const), session }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('go-on' as const), session }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('text' as const, 'text', 'status'), run }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('finish' as const, 'fail', 'cut-off'), run }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('leave' as const), run }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('stop-all' as const) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('advance' as const),
      ms: fc.constantFrom(1, 20, 300, 2_500, 130_000),
    }),
  },
)

test(
  `I1 to I8 and I10 hold after every step of ${RUNS} random lives of three sessions`,
  { timeout: TIMEOUT_MS },
  async () => {
    const ends = { superseded: 0, stopped: 0, success: 0, error: 0, interrupted: 0 }
    const met = { ...ends, fenced: 0, discarded: 0, continued: 0 }
    await fc.assert(
      fc.asyncProperty(
        engine,
        fc.array(step, { minLength: 10, maxLength: 100, size: 'max' }),
        async (options, steps) => {
          const model = new LifecycleModel(core, options)
          for (const one of steps) await model.take(one)
          await model.end()
          for (const event of model.core.events) if (event.type === 'done') met[event.reason]++
          met.continued += model.continued
          met.fenced += model.core.logOf('stream_orphan').length
          met.discarded += model.core.logOf('stream_discarded').length
        },
      ),
      { numRuns: RUNS },
    )
    console.log(`${RUNS} lives: ${JSON.stringify(met)}`)
    // A property about ends that never came up would hold for nothing.
    expect(Object.entries(met).filter(([, count]) => count === 0)).toEqual([])
  },
)

test(
  'the same holds when a person, the disk and the engine act at their own pace, in any order',
  { timeout: TIMEOUT_MS },
  async () => {
    const person = fc.array(
      fc.oneof(
        fc.record({ do: fc.constant('send' as const), session }),
        fc.record({ do: fc.constant('send' as const), session: fc.constant(0) }),
        fc.record({ do: fc.constant('stop' as const), session }),
        fc.record({ do: fc.constant('go-on' as const), session: fc.constant(0) }),
      ),
      { minLength: 2, maxLength: 12, size: 'max' },
    )
    const disk = fc.array(fc.record({ do: fc.constant('disk' as const) }), { maxLength: 12, size: 'max' })
    const generating = fc.array(
      fc.record({ do: fc.constantFrom('text' as const, 'finish', 'leave', 'fail'), run }),
      { maxLength: 20, size: 'max' },
    )
    const time = fc.array(
      fc.record({ do: fc.constant('advance' as const), ms: fc.constantFrom(1, 20, 600, 2_500) }),
      {
        maxLength: 6,
      },
    )
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        engine,
        fc.tuple<Step[][]>(person, disk, generating, time),
        async (scheduler, options, actors) => {
          const model = new LifecycleModel(core, options)
          const acting = actors.map((steps) =>
            scheduler.scheduleSequence(
              steps.map((one) => ({ label: JSON.stringify(one), builder: () => model.take(one) })),
            ),
          )
          await scheduler.waitIdle()
          expect(acting.every((actor) => actor.done && !actor.faulty)).toBe(true)
          await model.end()
        },
      ),
      { numRuns: Math.ceil(RUNS / 2) },
    )
  },
)
