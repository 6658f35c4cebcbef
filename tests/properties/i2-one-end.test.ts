import { expect, test } from 'vitest'
import { everyRace, RACE_TIMEOUT_MS } from '../support/racing-core.ts'
import type { RacingCore } from '../support/racing-core.ts'

test('I2: a stream ends once, and its first end stays', { timeout: RACE_TIMEOUT_MS }, async () => {
  const seen = new WeakMap<RacingCore, Map<string, string>>()
  const met = new Set<string>()
  await everyRace(
    ({ core, sent }) => {
      for (const id of sent) expect(core.of(id).filter((event) => event.type === 'done')).toHaveLength(1)
    },
    (racing) => {
      const ends = seen.get(racing) ?? new Map<string, string>()
      seen.set(racing, ends)
      for (const id of racing.sent) {
        const reason = racing.core.doneOf(id)?.reason
        if (!reason) continue
        expect(ends.get(id) ?? reason).toBe(reason)
        ends.set(id, reason)
        met.add(reason)
      }
    },
  )
  expect(met).toEqual(new Set(['error', 'stopped', 'success', 'superseded']))
})
