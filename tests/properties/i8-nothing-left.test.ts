import { expect, test } from 'vitest'
import { OTHER_SESSION, SESSION } from '../support/core-under-test.ts'
import { everyRace, RACE_TIMEOUT_MS } from '../support/racing-core.ts'

test(
  'I8: when all are released the registry is empty, no timer is armed, nobody listens, no session shows activity',
  { timeout: RACE_TIMEOUT_MS },
  () =>
    everyRace(async ({ core, sent }) => {
      expect(core.registry.size).toBe(0)
      expect(core.clock.armed).toBe(0)
      for (const session_id of [SESSION, OTHER_SESSION])
        expect(core.registry.activity(session_id)).toBe('idle')
      // A second Stop, much later, waits for nothing.
      for (const id of sent) expect((await core.registry.stop(id)).how).not.toBe('unknown')
      for (const run of core.engine.runs) expect(run.signal.aborted).toBe(true)
    }),
)
