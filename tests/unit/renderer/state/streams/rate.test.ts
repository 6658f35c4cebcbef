// @vitest-environment node
import { expect, test } from 'vitest'
import type { LiveStream } from '../../../../../src/renderer/state/streams/live-stream.ts'
import { receive, resync } from '../../../../../src/renderer/state/streams/live-stream.ts'
import { mark, markStream, tokensPerSecond } from '../../../../../src/renderer/state/streams/rate.ts'
import type { StreamSnapshot } from '../../../../../src/shared/stream-snapshot.ts'
import { event, status, token } from '../../support/stream-events.ts'

function after(live: LiveStream | null, next: Parameters<typeof receive>[1]): LiveStream {
  const received = receive(live, next).live
  if (!received) throw new Error('not received')
  return received
}

test('the rate is measured from the first text on, and estimated from characters', () => {
  const empty = after(null, status(1))
  const first = after(empty, token(1, 1, 'x'.repeat(4)))
  const marks = mark(undefined, empty, first, 1_000)
  const later = after(first, token(1, 2, 'x'.repeat(400)))
  expect(tokensPerSecond(later, marks, 3_000)).toBe(50)
})

test('what was written before this window looked does not count, whether it came at once or not', () => {
  const { stream_id, session_id, message_id, trace_id, generation } = status(1)
  const waiting = receive(null, token(1, 40, 'late')).live
  const snapshot: StreamSnapshot = {
    stream_id,
    session_id,
    message_id,
    trace_id,
    generation,
    next_seq: 41,
    parts: [{ channel: 'answer', text: 'x'.repeat(40_000) }],
    status: { status: 'writing' },
    end: null,
  }
  const { live } = resync(waiting, snapshot)
  if (!live) throw new Error('not taken over')
  for (const before of [waiting, null]) {
    const marks = markStream(undefined, before, live, 1_000)
    expect(tokensPerSecond(live, marks, 3_000)).toBeNull()
    const later = after(live, token(1, 41, 'x'.repeat(400)))
    expect(tokensPerSecond(later, markStream(marks, live, later, 2_000), 3_000)).toBe(50)
  }
  // An answer this window knew, which is gone on with elsewhere.
  const old = { text_from_ms: 10, text_from_chars: 0, thought: null }
  const again = markStream(old, null, live, 1_000)
  expect(tokensPerSecond(live, again, 3_000)).toBeNull()
})

test('there is no rate before there is enough to measure', () => {
  const empty = after(null, status(1))
  const first = after(empty, token(1, 1))
  const marks = mark(undefined, empty, first, 1_000)
  expect(tokensPerSecond(first, marks, 1_500)).toBeNull()
  expect(tokensPerSecond(empty, undefined, 1_500)).toBeNull()
})

test('thinking is timed from its first to its last text', () => {
  const think = (seq: number) => event(1, seq, { type: 'token', content: 'hm', channel: 'reasoning' })
  const empty = after(null, status(1))
  const one = after(empty, think(1))
  const two = after(one, think(2))
  const answer = after(two, token(1, 3))
  let marks = mark(undefined, empty, one, 1_000)
  marks = mark(marks, one, two, 4_000)
  marks = mark(marks, two, answer, 5_000)
  expect(marks?.thought).toEqual({ from_ms: 1_000, until_ms: 4_000 })
})

test('a status notes nothing', () => {
  const one = after(after(null, status(1)), token(1, 1))
  const marks = mark(undefined, null, one, 1_000)
  expect(mark(marks, one, after(one, status(1, 2)), 2_000)).toBe(marks)
})
