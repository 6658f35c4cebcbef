import { expect, test } from 'vitest'
import { everyRace, RACE_TIMEOUT_MS } from '../support/racing-core.ts'
import type { RacingCore } from '../support/racing-core.ts'

test(
  'I6: of prompts that pile up, the engine is given only one that was the newest of its session then, and each once',
  { timeout: RACE_TIMEOUT_MS },
  async () => {
    const met = new WeakMap<RacingCore, number>()
    let overtaken = 0
    await everyRace(
      ({ core, sent }) => {
        const given = core.engine.runs.map((run) => run.request.stream_id)
        expect(new Set(given).size).toBe(given.length)
        overtaken += sent.filter(
          (id) => !given.includes(id) && core.doneOf(id)?.reason === 'superseded',
        ).length
      },
      (racing) => {
        const { core } = racing
        // In the very act a run begins it is the newest: any newer one would have ended it, or kept it from beginning.
        for (const run of core.engine.runs.slice(met.get(racing) ?? 0)) {
          const { stream_id, session_id } = run.request
          const newest = core.opened.findLast((one) => one.session_id === session_id)
          expect(newest?.stream_id === stream_id || core.doneOf(stream_id) !== undefined).toBe(true)
        }
        met.set(racing, core.engine.runs.length)
      },
    )
    expect(overtaken).toBeGreaterThan(0)
  },
)
