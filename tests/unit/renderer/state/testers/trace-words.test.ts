// @vitest-environment node
import { expect, test } from 'vitest'
import { markWords, msWords, traceState } from '../../../../../src/renderer/state/testers/trace-words.ts'
import type { StreamTrace } from '../../../../../src/shared/stream-trace.ts'
import { endedTrace, forcedTrace, spans, traceOf } from '../../support/traces.ts'

const COOPERATIVE = { how: 'cooperative', release_ms: 2 } as const

test.each<[Partial<StreamTrace>, string, string]>([
  [{}, 'live', 'Writing'],
  [{ spans: spans('waiting 0-') }, 'live', 'Waiting'],
  [{ end: { reason: 'stopped' } }, 'stopping', 'Stopped · engine still busy'],
  [{ end: { reason: 'stopped' }, release: COOPERATIVE }, 'stopped', 'Stopped'],
  [{ end: { reason: 'interrupted' }, release: COOPERATIVE }, 'stopped', 'Interrupted'],
  [
    { end: { reason: 'error', error_type: 'engine_crashed' }, release: COOPERATIVE },
    'failed',
    'Failed: engine crashed',
  ],
  [
    { end: { reason: 'success' }, release: { how: 'fenced', release_ms: 2_500 } },
    'failed',
    'Complete · fenced off',
  ],
  [
    {
      end: { reason: 'superseded' },
      release: COOPERATIVE,
      marks: [{ mark: 'discarded', at_ms: 1 }],
    },
    'stopped',
    'Superseded · never started',
  ],
])('%j is %s: %s', (change, tone, words) => {
  expect(traceState(traceOf(1, 0, change))).toEqual({ tone, words })
})

test('an ordinary end is quiet, a forced one is told', () => {
  expect(traceState(endedTrace(1, 0, 500))).toEqual({ tone: 'quiet', words: 'Complete' })
  expect(traceState(forcedTrace(1, 0, 500))).toEqual({ tone: 'stopped', words: 'Superseded · forced' })
})

test('milliseconds are told as fine as they matter', () => {
  expect([0, 3.4, 999.4, 999.6, 9_994, 9_996, 59_949, 59_960, 125_000].map(msWords)).toEqual([
    '0 ms',
    '3 ms',
    '999 ms',
    '1.00 s',
    '9.99 s',
    '10.0 s',
    '59.9 s',
    '1 min',
    '2 min 5 s',
  ])
})

test('a mark says its reason', () => {
  expect(markWords({ mark: 'ended', at_ms: 1, word: 'engine_crashed' })).toBe('ended: engine crashed')
  expect(markWords({ mark: 'forced', at_ms: 1 })).toBe('engine taken away by force')
})
