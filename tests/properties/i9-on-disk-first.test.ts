import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { addToken, foldChunks } from '../../src/main/store/chunk-rows.ts'
import type { ChunkRow } from '../../src/main/store/chunk-rows.ts'
import type { TokenEvent } from '../../src/shared/stream-event.ts'
import type { MessagePart } from '../../src/shared/session.ts'
import { appendText } from '../../src/shared/session.ts'
import { engines, RACE_TIMEOUT_MS, RACES, races, RacingCore } from '../support/racing-core.ts'

test(
  'I9: the engine is called when prompt and answer are on disk, never before and never without',
  { timeout: RACE_TIMEOUT_MS },
  async () => {
    let refused = 0
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        engines,
        races,
        fc.nat({ max: 3 }),
        async (scheduler, engine, race, nth) => {
          const racing = new RacingCore(scheduler, engine)
          const { journal, engine: scripted } = racing.core
          const open = journal.open.bind(journal)
          let openings = 0
          journal.open = async (opening) => {
            if (openings++ !== nth) return open(opening)
            refused++
            throw new Error('disk full')
          }
          const start = scripted.start.bind(scripted)
          scripted.start = (request, signal) => {
            const answer = racing.core.opened
              .find((one) => one.stream_id === request.stream_id)
              ?.messages.at(-1)
            expect(answer && journal.messages.has(answer.message_id)).toBe(true)
            return start(request, signal)
          }
          await racing.run(race)
          await racing.end()
        },
      ),
      { numRuns: RACES },
    )
    expect(refused).toBeGreaterThan(0)
  },
)

const token = fc.record({
  channel: fc.constantFrom('answer' as const, 'reasoning' as const),
  content: fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme' }),
  /** Events without text come between. */
  skips: fc.nat({ max: 2 }),
  /** The batch is sent after this one. */
  sent: fc.boolean(),
})

test('what is read back from the journal is what was told, up to the last batch that arrived', () => {
  fc.assert(
    fc.property(fc.array(token, { maxLength: 60 }), fc.nat(), fc.boolean(), (tokens, cut, twice) => {
      const batches: { rows: ChunkRow[]; told: MessagePart[] }[] = []
      let rows: ChunkRow[] = []
      let told: MessagePart[] = []
      let seq = 0
      for (const { channel, content, skips, sent } of tokens) {
        seq += 1 + skips
        addToken(rows, { stream_id: 's', seq, channel, content } as unknown as TokenEvent)
        told = appendText(told, channel, content)
        if (!sent) continue
        batches.push({ rows, told })
        rows = []
      }
      // Killed after so many batches; the last one may have been sent again because its commit was in doubt.
      const arrived = batches.slice(0, batches.length === 0 ? 0 : 1 + (cut % batches.length))
      const table = new Map<number, ChunkRow>()
      for (const batch of twice ? [...arrived, ...arrived.slice(-1)] : arrived) {
        for (const row of batch.rows) table.set(row.first_seq, row)
      }
      const saved = [...table.values()].toSorted((a, b) => a.first_seq - b.first_seq)
      expect(foldChunks([], saved)).toEqual(arrived.at(-1)?.told ?? [])
    }),
    { numRuns: RACES * 4 },
  )
})
