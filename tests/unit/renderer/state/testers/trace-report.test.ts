// @vitest-environment node
import { expect, test } from 'vitest'
import { NO_COUNTS } from '../../../../../src/renderer/state/streams/counters.ts'
import type { Drop } from '../../../../../src/renderer/state/streams/drops.ts'
import { NO_INSPECTION } from '../../../../../src/renderer/state/testers/inspector.ts'
import type { ReportInput } from '../../../../../src/renderer/state/testers/trace-report.ts'
import { traceReport } from '../../../../../src/renderer/state/testers/trace-report.ts'
import type { StreamTrace } from '../../../../../src/shared/stream-trace.ts'
import { SESSION } from '../../../../support/core-under-test.ts'
import { recordedCore } from '../../../main/self-test/recorded-core.ts'
import { BEGAN_AT, endedTrace, forcedTrace, spans, TRACED, traceOf } from '../../support/traces.ts'

const COUNTERS = { opened: 7, ended: 4, discarded: 2, forced: 1, fenced: 0, late: 50, live: 1, processes: 3 }

function reportOf(traces: StreamTrace[], change: Partial<ReportInput> = {}): string {
  return traceReport({
    about: 'Sluice 0.1.0 on test, linux',
    made_at: BEGAN_AT + 60_000,
    now_ms: 2_000,
    inspector: { ...NO_INSPECTION, session_id: TRACED, traces, counters: COUNTERS },
    gate: { ...NO_COUNTS, stale: 2, after_done: 1, resyncs: 4 },
    drops: [],
    ...change,
  })
}

test('it says who made it, the counters, and each stream with its moments', () => {
  const report = reportOf([
    forcedTrace(1, 1_000, 400),
    traceOf(2, 1_400, { spans: spans('waiting 0-500, thinking 500-') }),
  ])
  for (const line of [
    'Sluice 0.1.0 on test, linux, 2026-01-02T03:05:05.000Z. It holds nothing of what was written.',
    '- session_id: session-1',
    '- now: 1 live, 3 engine processes',
    '- since the app started: 7 opened, 4 ended, 2 discarded, 1 forced, 0 fenced, 50 late replies dropped',
    '- this window: 3 events dropped by the gate (2 stale, 0 duplicate, 1 after done), 0 gaps, 4 resyncs',
    '- this chat: 2 streams, 4 events',
    '### Generation 1: ignores-cancel: Superseded · forced',
    '- stream_id: stream-1, message_id: message-1, trace_id: trace-1',
    '- phases: thinking 200 ms, writing 200 ms, stopping 500 ms',
    '- moments: opened +0 ms; given to the engine +3 ms; stop asked: superseded +400 ms; ended: superseded +400 ms; engine taken away by force +900 ms',
    '- release: forced after 500 ms',
    '### Generation 2: normal: Thinking',
    '     1       +200.0 ms  token   answer  5 chars',
  ])
    expect(report.split('\n')).toContain(line)
})

test('streams that touch are drawn as bars on one axis', () => {
  const report = reportOf([
    forcedTrace(1, 1_000, 400),
    traceOf(2, 1_400, { spans: spans('waiting 0-500, thinking 500-') }),
  ])
  const bars = report.split('\n').filter((line) => line.includes('|'))
  expect(bars).toEqual([
    '    1 |~~~~~~~~~~~~############//////////////////////////////      |',
    '    2 |                        ..............................~~~~~~|',
  ])
  expect(report).toContain(`       0${'1 s'.padStart(59)}\n`)
})

test('the newest group comes first', () => {
  const report = reportOf([endedTrace(1, 0, 300), endedTrace(2, 60_000, 300)])
  expect(report.indexOf('Generation 2')).toBeLessThan(report.indexOf('Generation 1'))
})

test('what was dropped is told with its reason', () => {
  const drop: Drop = {
    stream_id: 'stream-1' as Drop['stream_id'],
    session_id: TRACED,
    generation: 1,
    seq: 17,
    type: 'token',
    why: 'stale',
    at: BEGAN_AT,
  }
  const drops = [drop, { ...drop, stream_id: 'another' as Drop['stream_id'], seq: 18 }]
  const report = reportOf([traceOf(1, 0, { drops: [{ where: 'main', why: 'after_end', count: 50 }] })], {
    drops,
  })
  expect(report).toContain('- dropped in main: 50: the engine wrote after the end\n')
  expect(report).toContain('- dropped in this window: seq 17, token: of an older stream\n')
  expect(report).not.toContain('seq 18')
})

test('a hundred streams with all their events fit into an issue', () => {
  const events = Array.from({ length: 300 }, (_, index) => ({
    seq: 100_000 + index,
    at_ms: 100_000.1,
    type: 'token' as const,
    word: 'answer',
    chars: 1_000,
  }))
  const traces = Array.from({ length: 100 }, (_, index) => ({
    ...forcedTrace(index, index * 500, 400),
    events,
  }))
  expect(reportOf(traces).length).toBeLessThan(65_536)
})

test('it holds no word of a prompt, an answer or an error', async () => {
  const { core, recorder } = recordedCore()
  await core.start('PLANTED-PROMPT')
  core.engine.last.text('PLANTED-ANSWER')
  await core.clock.advance(100)
  core.engine.last.say({
    type: 'failed',
    error: { content: 'PLANTED-ERROR', error_type: 'bad_reply', retryable: true },
  })
  await core.clock.advance(100)
  expect(JSON.stringify([core.events, core.opened])).toMatch(/PLANTED-PROMPT|PLANTED-ANSWER|PLANTED-ERROR/)
  const { traces } = recorder.streams(SESSION, 0)
  const report = reportOf(traces)
  expect(report).toContain('Failed: bad reply')
  expect(report).not.toContain('PLANTED')
})
