import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { addToken, foldChunks } from '../../../../src/main/store/chunk-rows.ts'
import type { ChunkRow } from '../../../../src/main/store/chunk-rows.ts'
import type { SessionId } from '../../../../src/shared/ids.ts'
import { appendText } from '../../../../src/shared/session.ts'
import type { MessagePart } from '../../../../src/shared/session.ts'
import { savedText, tempStore } from './temp-store.ts'
import { token, turn } from './turns.ts'

const said = fc.record({
  content: fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
  channel: fc.constantFrom('answer' as const, 'reasoning' as const),
  /** Whether a batch ends after it, and how many events without text follow it. */
  cut: fc.boolean(),
  gap: fc.nat(2),
})

test('folding the rows of any tokens, cut into batches anywhere, gives the live text', () => {
  fc.assert(
    fc.property(fc.array(said, { maxLength: 40 }), (tokens) => {
      const opening = turn('s' as SessionId, null, 'Go')
      const batches: ChunkRow[][] = [[]]
      let live: MessagePart[] = []
      let seq = 0
      for (const { content, channel, cut, gap } of tokens) {
        addToken(batches.at(-1) ?? [], token(opening, seq, content, channel))
        live = appendText(live, channel, content)
        if (cut) batches.push([])
        seq += 1 + gap
      }
      const rows = batches.flat()
      expect(foldChunks([], rows)).toEqual(live)
      expect(rows.every((row, i) => row.first_seq > (rows[i - 1]?.last_seq ?? -1))).toBe(true)
      const turnsOfChannel = rows.filter((row, i) => row.channel !== rows[i - 1]?.channel).length
      expect(rows.length).toBeLessThanOrEqual(turnsOfChannel + batches.length - 1)
    }),
  )
})

test('what the database gives back of several streams at once is their live text', async () => {
  const { journal, sessions, file } = await tempStore()
  const step = fc.tuple(fc.nat(2), said)
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const chats = await Promise.all([1, 2, 3].map(() => sessions.create(null)))
      const streams = chats.map(({ session_id }) => ({
        opening: turn(session_id, null, 'Go'),
        live: [] as MessagePart[],
      }))
      await Promise.all(streams.map(({ opening }) => journal.open(opening)))
      for (const [seq, [which, { content, channel, cut }]] of steps.entries()) {
        const stream = streams[which]
        if (!stream) throw new Error('three streams')
        journal.append(token(stream.opening, seq, content, channel))
        stream.live = appendText(stream.live, channel, content)
        if (cut) void journal.flush()
      }
      await journal.flush()
      for (const { opening, live } of streams) {
        expect(savedText(file, opening.stream_id)).toEqual(live)
      }
    }),
    { numRuns: 40 },
  )
})
