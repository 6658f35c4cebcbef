import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LiveStream } from '../../src/renderer/state/streams/live-stream.ts'
import { receive, resync } from '../../src/renderer/state/streams/live-stream.ts'
import { SESSION } from '../support/core-under-test.ts'
import { engines, RACE_TIMEOUT_MS, RACES, races, RacingCore } from '../support/racing-core.ts'

test(
  'I3: nothing follows an end, and a window that hears late, twice or not at all never shows what is over',
  { timeout: RACE_TIMEOUT_MS },
  async () => {
    let dropped = 0
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        engines,
        races,
        fc.array(fc.nat({ max: 3 }), { minLength: 40, maxLength: 40 }),
        async (scheduler, engine, race, luck) => {
          const racing = new RacingCore(scheduler, engine)
          await racing.run(race)
          await racing.end()
          const { core } = racing
          for (const id of racing.sent) expect(core.of(id).at(-1)?.type).toBe('done')
          const events = core.events.filter(({ session_id }) => session_id === SESSION)
          const newest = events.at(-1)
          let live: LiveStream | null = null
          for (const [index, event] of events.entries()) {
            // 0: lost. 1: told twice. Else: one from long ago comes with it.
            const how = luck[index % luck.length] ?? 2
            const told = how === 0 ? [] : how === 1 ? [event, event] : [event, events[index >> 1] ?? event]
            for (const one of told) {
              const before: LiveStream | null = live
              const { live: next, verdict } = receive(before, one)
              live = next
              if (verdict !== 'applied' && verdict !== 'held' && verdict !== 'snapshot') dropped++
              expect(live?.generation ?? 0).toBeGreaterThanOrEqual(before?.generation ?? 0)
              if (verdict === 'snapshot') {
                const snapshot = core.registry.snapshot(one.stream_id)
                if (snapshot) live = resync(live, snapshot).live
              }
            }
            const shown = live?.parts.map(({ text }) => text).join('') ?? ''
            expect(live === null || core.textOf(live.stream_id).startsWith(shown)).toBe(true)
          }
          expect(live?.generation ?? 0).toBeLessThanOrEqual(newest?.generation ?? 0)
        },
      ),
      { numRuns: RACES },
    )
    expect(dropped).toBeGreaterThan(0)
  },
)
