// @vitest-environment node
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LiveStream } from '../../../../../src/renderer/state/streams/live-stream.ts'
import { receive, resync } from '../../../../../src/renderer/state/streams/live-stream.ts'
import { textOf } from '../../../../../src/shared/session.ts'
import type { StreamEvent } from '../../../../../src/shared/stream-event.ts'
import type { StreamSnapshot } from '../../../../../src/shared/stream-snapshot.ts'
import { TIMINGS, done, identityOf, status, token } from '../../support/stream-events.ts'

/** Everything main said of one generation: a status, some tokens, the end. */
function said(generation: number, tokens: number): StreamEvent[] {
  const middle = Array.from({ length: tokens }, (_, index) => token(generation, index + 1))
  return [status(generation), ...middle, done(generation, tokens + 1)]
}

function textUpTo(events: readonly StreamEvent[], next_seq: number): string {
  const tokens = events.slice(0, next_seq).filter((event) => event.type === 'token')
  return tokens.map((event) => event.content).join('')
}

function snapshotAt(events: readonly StreamEvent[], generation: number, next_seq: number): StreamSnapshot {
  const text = textUpTo(events, next_seq)
  return {
    ...identityOf(generation),
    next_seq,
    parts: text === '' ? [] : [{ channel: 'answer', text }],
    status: null,
    end: next_seq === events.length ? { reason: 'success', timings: TIMINGS } : null,
  }
}

/** One thing that reaches the window: an event of a generation, or one of the snapshots it is waiting for. */
const delivery = fc.record({
  generation: fc.constantFrom(1, 2),
  seq: fc.nat({ max: 12 }),
  answersFirst: fc.boolean(),
  /** How much main had said beyond what the window knew when it took the snapshot. */
  ahead: fc.nat({ max: 12 }),
})

test('whatever is lost, doubled or out of order, the text is an unbroken beginning of the newest generation seen', () => {
  let holes = 0
  fc.assert(
    fc.property(
      fc.tuple(fc.nat({ max: 10 }), fc.nat({ max: 10 })),
      fc.array(delivery, { maxLength: 60 }),
      (sizes, deliveries) => {
        const streams = new Map([
          [1, said(1, sizes[0])],
          [2, said(2, sizes[1])],
        ])
        const wanted: { generation: number; at_least: number }[] = []
        let live = null as LiveStream | null
        let newest = 0

        const answer = (ahead: number): void => {
          const ask = wanted.shift()
          const events = ask && streams.get(ask.generation)
          if (!ask || !events) return
          const next_seq = Math.min(events.length, ask.at_least + ahead)
          const received = resync(live, snapshotAt(events, ask.generation, next_seq))
          live = received.live
          if (received.verdict === 'snapshot' && live) want(live)
        }
        const want = (asking: LiveStream): void => {
          holes++
          const seen = asking.held?.at(-1)?.seq ?? asking.next_seq
          wanted.push({ generation: asking.generation, at_least: seen + 1 })
        }
        const check = (): void => {
          if (!live) return
          const now = live
          const events = streams.get(now.generation) ?? []
          expect(now.generation).toBe(newest)
          expect(textOf(now)).toBe(textUpTo(events, now.next_seq))
          expect(now.end !== null).toBe(now.next_seq === events.length)
          // Whoever waits for a snapshot has asked for one.
          expect(!now.held || wanted.some((ask) => ask.generation === now.generation)).toBe(true)
        }

        for (const { generation, seq, answersFirst, ahead } of deliveries) {
          if (answersFirst) answer(ahead)
          check()
          const event = streams.get(generation)?.[seq]
          if (!event) continue
          const before = live
          const received = receive(before, event)
          live = received.live
          newest = Math.max(newest, generation)
          const dropped = ['stale', 'duplicate', 'after_done'].includes(received.verdict)
          expect(dropped && live !== before).toBe(false)
          if (received.verdict === 'snapshot' && live) want(live)
          check()
        }
        while (wanted.length > 0) answer(12)
        check()
        expect(live?.held ?? null).toBeNull()
      },
    ),
    { numRuns: 500 },
  )
  expect(holes).toBeGreaterThan(100)
})
