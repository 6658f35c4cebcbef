import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { loadCore } from '../support/core-under-test.ts'
import type { QueueStep } from '../support/queue-model.ts'
import { QueueModel } from '../support/queue-model.ts'

/** More in a soak: SLUICE_RUNS=100000 npx vitest run tests/properties/prompt-queue.test.ts */
const RUNS = Number(process.env['SLUICE_RUNS'] ?? 600)
const TIMEOUT_MS = 60_000 + RUNS * 40

const core = await loadCore()

const session = fc.nat({ max: 1 })
const prompt = fc.nat({ max: 100 })
const run = fc.nat({ max: 100 })
const step: fc.Arbitrary<QueueStep> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('add' as const), session }) },
  { weight: 14, arbitrary: fc.record({ do: fc.constant('disk' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('refuse' as const) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('finish' as const), run }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('fail' as const, 'leave'), run }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('resume' as const), session }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('send' as const, 'stop'), session }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom('edit' as const, 'remove', 'restore', 'send-now', 'move', 'move'),
      prompt,
      before: prompt,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('kill' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('advance' as const), ms: fc.constantFrom(20, 11_000) }),
  },
)

test(
  `in ${RUNS} random lives each waiting prompt is sent once, in order, after a success, never while paused, and none is lost`,
  { timeout: TIMEOUT_MS },
  async () => {
    const met: Record<string, number> = {}
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 120, size: 'max' }), async (steps) => {
        const model = new QueueModel(core)
        for (const one of steps) await model.take(one)
        await model.end()
        for (const [what, count] of Object.entries(model.met)) met[what] = (met[what] ?? 0) + count
      }),
      { numRuns: RUNS },
    )
    console.log(`${RUNS} lives of queues: ${JSON.stringify(met)}`)
    // A property about what never came up would hold for nothing.
    expect(Object.entries(met).filter(([, count]) => count === 0)).toEqual([])
  },
)
