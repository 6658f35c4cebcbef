import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { receive, resync } from '../../src/renderer/state/streams/live-stream.ts'
import { textOf } from '../../src/shared/session.ts'
import type { StreamSnapshot } from '../../src/shared/stream-snapshot.ts'
import { engines, everyRace, RACE_TIMEOUT_MS, RACES, races, RacingCore } from '../support/racing-core.ts'

test(
  'I4: numbers have no holes; screen, journal and saved message are one text, a beginning of what the engine said',
  { timeout: RACE_TIMEOUT_MS },
  () =>
    everyRace(({ core, sent, said }) => {
      for (const id of sent) {
        const events = core.of(id)
        expect(events.map(({ seq }) => seq)).toEqual(events.keys().toArray())
        const shown = core.textOf(id)
        expect((said.get(id) ?? '').startsWith(shown)).toBe(true)
        const whole = core.doneOf(id)?.reason !== 'success' || shown === (said.get(id) ?? '')
        expect(whole).toBe(true)
        expect(textOf({ parts: core.journal.appended.get(id) ?? [] })).toBe(shown)
        const saved = core.answerOf(id)
        expect(saved && textOf(saved)).toBe(shown)
      }
    }),
)

test(
  'a snapshot taken at any moment and the events after it are the whole stream',
  { timeout: RACE_TIMEOUT_MS },
  async () => {
    let taken = 0
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), engines, races, async (scheduler, engine, race) => {
        const racing = new RacingCore(scheduler, engine)
        const { core } = racing
        const snapshots: StreamSnapshot[] = []
        await racing.run(race, () => {
          for (const id of racing.sent) {
            const snapshot = core.registry.snapshot(id)
            if (snapshot) snapshots.push(snapshot)
          }
        })
        await racing.end()
        for (const snapshot of snapshots) {
          taken++
          let { live } = resync(null, snapshot)
          // What it covers may still be on its way, and is dropped.
          for (const event of core.of(snapshot.stream_id)) live = receive(live, event).live
          expect(live?.parts.map(({ text }) => text).join('')).toBe(core.textOf(snapshot.stream_id))
          expect(live?.end?.reason).toBe(core.doneOf(snapshot.stream_id)?.reason)
        }
      }),
      { numRuns: RACES },
    )
    expect(taken).toBeGreaterThan(RACES)
  },
)
