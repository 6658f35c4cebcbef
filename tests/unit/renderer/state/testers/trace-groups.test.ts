// @vitest-environment node
import { expect, test } from 'vitest'
import {
  endMs,
  eventCount,
  extentOf,
  groupTraces,
} from '../../../../../src/renderer/state/testers/trace-groups.ts'
import type { StreamTrace } from '../../../../../src/shared/stream-trace.ts'
import { endedTrace, forcedTrace, spans, traceOf } from '../../support/traces.ts'

const generations = (groups: StreamTrace[][]): number[][] =>
  groups.map((group) => group.map((one) => one.generation))

test('a prompt that waits for the engine of the one before it shares its axis', () => {
  const a = forcedTrace(1, 1_000, 400)
  const b = traceOf(2, 1_400, { spans: spans('waiting 0-500, thinking 500-') })
  expect(generations(groupTraces([a, b]))).toEqual([[1, 2]])
})

test('less than a second between two streams is one story, more is two', () => {
  const first = endedTrace(1, 0, 600)
  expect(generations(groupTraces([first, endedTrace(2, 1_599, 300)]))).toEqual([[1, 2]])
  expect(generations(groupTraces([first, endedTrace(2, 1_600, 300)]))).toEqual([[1], [2]])
})

test('a live stream holds its group open, and a short one inside it does not end it', () => {
  expect(generations(groupTraces([traceOf(1, 0), endedTrace(2, 90_000, 10)]))).toEqual([[1, 2]])
  const inside = [endedTrace(1, 0, 60_000), endedTrace(2, 10_000, 300), endedTrace(3, 50_000, 300)]
  expect(generations(groupTraces(inside))).toEqual([[1, 2, 3]])
})

test('the order they come in does not matter', () => {
  expect(generations(groupTraces([endedTrace(2, 9_000, 300), endedTrace(1, 0, 600)]))).toEqual([[1], [2]])
})

test('a group lasts from its first opening to its last release, a live one until now', () => {
  const group = [forcedTrace(1, 1_000, 400), traceOf(2, 1_400)]
  expect(extentOf(group, 5_000)).toEqual({ from_ms: 1_000, length_ms: 4_000 })
  expect(extentOf([forcedTrace(1, 1_000, 400)], 5_000)).toEqual({ from_ms: 1_000, length_ms: 900 })
})

test('a live stream is never drawn shorter than what is known of it, whatever the clock says', () => {
  expect(endMs(traceOf(1, 1_000), 900)).toBe(200)
  expect(endMs(traceOf(1, 1_000), 1_700)).toBe(700)
  expect(endMs(traceOf(1, 1_000, { spans: [], events: [] }), 1_000)).toBe(0)
})

test('events that are not kept are counted', () => {
  const event = { at_ms: 1, type: 'token', word: 'answer', chars: 1 } as const
  expect(eventCount(traceOf(1, 0, { events: [{ ...event, seq: 700 }] }))).toBe(701)
  expect(eventCount(traceOf(1, 0, { events: [] }))).toBe(0)
})
