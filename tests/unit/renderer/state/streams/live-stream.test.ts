// @vitest-environment node
import { describe, expect, test } from 'vitest'
import type { LiveStream, Verdict } from '../../../../../src/renderer/state/streams/live-stream.ts'
import {
  freeze,
  gaveWayUntold,
  isRunning,
  leave,
  receive,
  resync,
  shownParts,
} from '../../../../../src/renderer/state/streams/live-stream.ts'
import { textOf } from '../../../../../src/shared/session.ts'
import type { StreamEvent } from '../../../../../src/shared/stream-event.ts'
import { TIMINGS, done, event, snapshot, status, token } from '../../support/stream-events.ts'

function feed(...events: StreamEvent[]): { live: LiveStream; verdicts: Verdict[] } {
  let live: LiveStream | null = null
  const verdicts: Verdict[] = []
  for (const one of events) {
    const received = receive(live, one)
    live = received.live
    verdicts.push(received.verdict)
  }
  if (!live) throw new Error('nothing was received')
  return { live, verdicts }
}

describe('in order', () => {
  test('a stream is followed from its first event to its end', () => {
    const { live, verdicts } = feed(status(1), token(1, 1, 'Hello'), token(1, 2, ' you'), done(1, 3))
    expect(verdicts).toEqual(['applied', 'applied', 'applied', 'applied'])
    expect(textOf(live)).toBe('Hello you')
    expect(live.end).toEqual({ reason: 'success', timings: TIMINGS })
    expect(live.status).toBeNull()
  })

  test('the error told before the end becomes part of the end', () => {
    const error = { content: 'It broke.', error_type: 'cut_off', retryable: true } as const
    const { live } = feed(status(1), event(1, 1, { type: 'error', ...error }), done(1, 2, 'error'))
    expect(live.end?.error).toEqual(error)
  })

  test('answer and reasoning stay apart', () => {
    const reasoning = event(1, 1, { type: 'token', content: 'Hm', channel: 'reasoning' })
    const { live } = feed(status(1), reasoning, token(1, 2, 'Yes'))
    expect(live.parts).toEqual([
      { channel: 'reasoning', text: 'Hm' },
      { channel: 'answer', text: 'Yes' },
    ])
  })
})

describe('dropped, with the same object back', () => {
  test.each([
    ['an event of an older generation', 'stale', token(1, 1)],
    ['the end of an older generation', 'stale', done(1, 5)],
    ['an event that came before', 'duplicate', token(2, 1)],
    ['the first event again', 'duplicate', status(2)],
  ] as const)('%s is %s', (_what, verdict, late) => {
    const { live } = feed(status(2), token(2, 1))
    const received = receive(live, late)
    expect(received.verdict).toBe(verdict)
    expect(received.live).toBe(live)
  })

  test.each([
    ['a token', token(1, 3)],
    ['a second end', done(1, 3, 'error')],
    ['an old token', token(1, 1)],
    ['a token far ahead', token(1, 90)],
  ])('%s after the end changes nothing', (_what, late) => {
    const { live } = feed(status(1), token(1, 1), done(1, 2, 'stopped'))
    expect(receive(live, late)).toEqual({ live, verdict: 'after_done' })
    expect(receive(live, late).live).toBe(live)
  })

  test('another stream that claims the same generation is stale', () => {
    const { live } = feed(status(1))
    const impostor = { ...token(1, 1), stream_id: 'other' as LiveStream['stream_id'] }
    expect(receive(live, impostor)).toEqual({ live, verdict: 'stale' })
  })

  test('events of a stream that main no longer knows are after the end', () => {
    const { live } = feed(status(1))
    const left = leave(live)
    expect(receive(left, token(1, 1))).toEqual({ live: left, verdict: 'after_done' })
    expect(isRunning(left)).toBe(false)
  })
})

describe('a newer generation', () => {
  test('replaces the older one in the middle of its text, for good', () => {
    const { live, verdicts } = feed(status(1), token(1, 1), status(2), token(2, 1, 'new'), token(1, 2))
    expect(verdicts.at(-1)).toBe('stale')
    expect(textOf(live)).toBe('new')
    expect(live.generation).toBe(2)
  })

  test('first seen in its middle asks for a snapshot and shows nothing of it yet', () => {
    const { live, verdicts } = feed(status(1), token(1, 1), token(2, 5))
    expect(verdicts.at(-1)).toBe('snapshot')
    expect(live.generation).toBe(2)
    expect(textOf(live)).toBe('')
  })

  test('that takes the place of an unended one says so', () => {
    const { live } = feed(status(1), token(1, 1))
    const next = receive(live, status(2)).live
    expect(next && gaveWayUntold(live, next)).toBe(true)
    const ended = receive(live, done(1, 2)).live
    const after = ended && receive(ended, status(2)).live
    expect(after && gaveWayUntold(ended, after)).toBe(false)
  })
})

describe('a hole', () => {
  test('asks once, and keeps back what comes until the snapshot is there', () => {
    const { live, verdicts } = feed(status(1), token(1, 1, 'a'), token(1, 3, 'c'), token(1, 4, 'd'))
    expect(verdicts).toEqual(['applied', 'applied', 'snapshot', 'held'])
    expect(textOf(live)).toBe('a')
  })

  test('is closed by the snapshot: what it covers is dropped, the rest applied in order', () => {
    const { live } = feed(status(1), token(1, 1, 'a'), token(1, 3, 'c'), token(1, 5, 'e'), token(1, 4, 'd'))
    const { live: merged, verdict } = resync(live, snapshot(1, 4, 'abc'))
    expect(verdict).toBe('applied')
    expect(merged && textOf(merged)).toBe('abcde')
    expect(merged?.next_seq).toBe(6)
    expect(merged?.held).toBeNull()
  })

  test('left behind the snapshot asks again', () => {
    const { live } = feed(status(1), token(1, 3), token(1, 6))
    const { live: merged, verdict } = resync(live, snapshot(1, 4, 'abc'))
    expect(verdict).toBe('snapshot')
    expect(merged?.held?.map((held) => held.seq)).toEqual([6])
  })

  test('is forgotten when a newer generation begins meanwhile', () => {
    const { live } = feed(status(1), token(1, 3), status(2), token(2, 1, 'new'))
    expect(resync(live, snapshot(1, 4, 'old'))).toEqual({ live, verdict: 'stale' })
    expect(textOf(live)).toBe('new')
  })

  test('a snapshot with an end ends the stream', () => {
    const { live } = feed(status(1), token(1, 3))
    const told = { ...snapshot(1, 6, 'abcd'), end: { reason: 'stopped', timings: TIMINGS } as const }
    expect(resync(live, told).live?.end?.reason).toBe('stopped')
  })
})

describe('a snapshot', () => {
  test('nobody waits for changes nothing', () => {
    const { live } = feed(status(1), token(1, 1, 'a'))
    expect(resync(live, snapshot(1, 9, 'something else')).live).toBe(live)
  })

  test('of a stream this window never saw begin is taken over', () => {
    const { live } = resync(null, snapshot(3, 7, 'so far'))
    expect(live && textOf(live)).toBe('so far')
    expect(live && receive(live, token(3, 7, '!')).verdict).toBe('applied')
  })
})

describe('Stop', () => {
  test('the text on screen stands still until the end, which brings what main kept', () => {
    const { live } = feed(status(1), token(1, 1, 'a'))
    const frozen = freeze(live)
    const later = receive(frozen, token(1, 2, 'b')).live
    expect(later && textOf({ parts: shownParts(later) })).toBe('a')
    const ended = later && receive(later, done(1, 3, 'stopped')).live
    expect(ended && textOf({ parts: shownParts(ended) })).toBe('ab')
  })

  test('a stream that ended or was stopped is not frozen again', () => {
    const { live } = feed(status(1), done(1, 1))
    expect(freeze(live)).toBe(live)
    const frozen = freeze(feed(status(1)).live)
    expect(freeze(frozen)).toBe(frozen)
  })

  test('stays clicked through a snapshot', () => {
    const frozen = freeze(feed(status(1), token(1, 1, 'a'), token(1, 3)).live)
    const merged = resync(frozen, snapshot(1, 4, 'abc')).live
    expect(merged && textOf({ parts: shownParts(merged) })).toBe('a')
  })
})
