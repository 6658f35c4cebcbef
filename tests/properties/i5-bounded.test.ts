import { expect, test } from 'vitest'
import { FENCE_MS, PATIENCE_MAX_MS } from '../../src/main/streams/release-within.ts'
import { everyRace, RACE_TIMEOUT_MS } from '../support/racing-core.ts'
import type { RacingCore } from '../support/racing-core.ts'

test(
  'I5: a stop, a newer prompt and the end of everything are told in their tick, and have their engine within patience and fence',
  { timeout: RACE_TIMEOUT_MS },
  async () => {
    const ended_at = new WeakMap<RacingCore, Map<string, number>>()
    const ways = new Set<unknown>()
    await everyRace(
      ({ core, sent }) => {
        expect(core.registry.size).toBe(0)
        for (const id of sent) expect(core.doneOf(id)).toBeDefined()
        for (const line of core.logOf('stream_end')) {
          ways.add(line['how'])
          expect(line['release_ms']).toBeLessThanOrEqual(PATIENCE_MAX_MS + FENCE_MS)
        }
      },
      (racing, act) => {
        const { core, sent } = racing
        const known = ended_at.get(racing) ?? new Map<string, number>()
        ended_at.set(racing, known)
        // A stop ends what runs here, a prompt what ran before it: at most the newest of each session is not told to have ended.
        const open = sent.filter((id) => !core.doneOf(id))
        expect(open.length).toBeLessThanOrEqual(act === 'stop' ? 1 : 2)
      },
    )
    expect(ways).toEqual(new Set(['cooperative', 'fenced', 'forced']))
  },
)
