// @vitest-environment node
import { expect, test } from 'vitest'
import { phaseTotals, segmentsOf } from '../../../../../src/renderer/state/testers/trace-phases.ts'
import { forcedTrace, spans, traceOf } from '../../support/traces.ts'

const AXIS = { from_ms: 1_000, length_ms: 1_000 }

test('a bar has a piece for each phase, at its place on the axis of the group', () => {
  expect(segmentsOf(forcedTrace(1, 1_100, 400), AXIS, 0)).toEqual([
    { phase: 'thinking', from_ms: 0, left: 10, width: 20 },
    { phase: 'writing', from_ms: 200, left: 30, width: 20 },
    { phase: 'stopping', from_ms: 400, left: 50, width: 50 },
  ])
})

test('what lasts, lasts until now', () => {
  expect(segmentsOf(traceOf(1, 1_000), AXIS, 1_700).at(-1)).toEqual({
    phase: 'writing',
    from_ms: 200,
    left: 20,
    width: 50,
  })
})

test('what is too narrow to be seen joins its neighbour, except what a tester looks for', () => {
  const trace = traceOf(1, 1_000, {
    spans: spans(
      'thinking 0-300, writing 300-303, thinking 303-600, stalled 600-601, writing 601-900, stopping 900-900',
    ),
    end: { reason: 'stopped' },
    release: { how: 'cooperative', release_ms: 0 },
  })
  expect(segmentsOf(trace, AXIS, 0).map(({ phase }) => phase)).toEqual([
    'thinking',
    'stalled',
    'writing',
    'stopping',
  ])
})

test('a stream that changes its phase a thousand times is still at most about a hundred pieces', () => {
  const many = Array.from({ length: 1_000 }, (_, i) => `${i % 2 ? 'writing' : 'thinking'} ${i}-${i + 1}`)
  const trace = traceOf(1, 1_000, { spans: spans(many.join(', ')) })
  expect(segmentsOf(trace, AXIS, 2_000).length).toBeLessThanOrEqual(100)
})

test('the pieces have no gap and no overlap', () => {
  const trace = traceOf(1, 1_000, {
    spans: spans('waiting 0-1, loading 1-5, thinking 5-400, writing 400-404, stalled 404-700, writing 700-'),
  })
  let end = 0
  for (const { left, width } of segmentsOf(trace, AXIS, 1_990)) {
    expect(left).toBeCloseTo(end, 6)
    end = left + width
  }
  expect(end).toBeCloseTo(99, 6)
})

test('how long each phase took is summed up in the order of a stream’s life', () => {
  const trace = traceOf(1, 1_000, {
    spans: spans('thinking 0-100, writing 100-300, thinking 300-350, writing 350-'),
  })
  expect(phaseTotals(trace, 1_450)).toEqual([
    { phase: 'thinking', ms: 150 },
    { phase: 'writing', ms: 300 },
  ])
})
