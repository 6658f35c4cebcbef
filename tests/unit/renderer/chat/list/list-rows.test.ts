// @vitest-environment node
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { rowsOf, stretchAround } from '../../../../../src/renderer/chat/list/list-rows.ts'
import { RowHeights } from '../../../../../src/renderer/chat/list/row-heights.ts'
import type { MessageId, SessionId } from '../../../../../src/shared/ids.ts'
import type { Message } from '../../../../../src/shared/session.ts'

const GAP = 24
const VIEW = 700

function messagesOf(count: number): Message[] {
  return Array.from({ length: count }, (_, n) => ({
    message_id: `m${n}` as MessageId,
    session_id: 's' as SessionId,
    parent_id: null,
    role: n % 2 === 0 ? 'user' : 'assistant',
    parts: [{ channel: 'answer', text: 'word '.repeat((n * 7) % 300) }],
    created_at: n,
    model: null,
    stream_id: null,
    end: null,
  }))
}

const around = (
  messages: readonly Message[],
  heights: RowHeights,
  edge: { index: number; above_px: number } | null,
) => stretchAround(messages, { heights, gap_px: GAP, edge, view_px: VIEW, beyond_px: 1_000 })

test('of 20,000 messages about as many are drawn as of 40, wherever one reads', () => {
  const messages = messagesOf(20_000)
  const heights = new RowHeights()
  for (const index of [0, 1, 9_999, 19_999]) {
    const { from, to } = around(messages, heights, { index, above_px: 0 })
    expect(from).toBeLessThanOrEqual(index)
    expect(to).toBeGreaterThan(index)
    expect(to - from).toBeLessThan(40)
  }
  expect(around(messages, heights, null).to).toBe(20_000)
})

test('a message far higher than the window is drawn with what is above and below it', () => {
  const messages = messagesOf(100)
  const heights = new RowHeights()
  heights.note('m50' as MessageId, 40_000)
  const { from, to } = around(messages, heights, { index: 50, above_px: 39_900 })
  expect(from).toBeLessThan(50)
  expect(heights.span(messages, 51, to, GAP)).toBeGreaterThan(VIEW)
})

test('what is drawn and the room for what is not are together as high as all messages', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 120 }),
      fc.nat(),
      fc.array(fc.nat(130), { maxLength: 5 }),
      fc.array(fc.integer({ min: 1, max: 5_000 }), { maxLength: 120 }),
      (count, at, keep, known) => {
        const messages = messagesOf(count)
        const heights = new RowHeights()
        for (const [n, px] of known.entries()) heights.note(`m${n}` as MessageId, px)
        const edge = count === 0 ? null : { index: at % count, above_px: 10 }
        const kept = new Set(keep.map((n) => `m${n}` as MessageId))
        const rows = rowsOf(messages, around(messages, heights, edge), kept, { heights, gap_px: GAP })
        const px = rows.reduce(
          (sum, row) => sum + ('message' in row ? heights.of(row.message) : row.space_px),
          0,
        )
        expect(px + GAP * Math.max(0, rows.length - 1)).toBe(heights.span(messages, 0, count, GAP))
        const drawn = new Set(rows.flatMap((row) => ('message' in row ? [row.message.message_id] : [])))
        for (const id of kept)
          expect(drawn.has(id)).toBe(messages.some(({ message_id }) => message_id === id))
      },
    ),
  )
})
