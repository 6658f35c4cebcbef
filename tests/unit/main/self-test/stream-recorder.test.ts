import { expect, test } from 'vitest'
import { EVENTS_KEPT } from '../../../../src/main/self-test/stream-record.ts'
import { STREAMS_KEPT } from '../../../../src/main/self-test/stream-recorder.ts'
import type { StreamId } from '../../../../src/shared/ids.ts'
import { OTHER_SESSION, SESSION } from '../../../support/core-under-test.ts'
import { marksOf, recordedCore, spansOf } from './recorded-core.ts'

test('an answer from its opening to its release is told in spans, marks and events', async () => {
  const { core, trace } = recordedCore()
  const a = await core.start('A')
  await core.clock.advance(200)
  core.engine.last.say({ type: 'status', status: 'loading', percent: 10 })
  await core.clock.advance(300)
  core.engine.last.say({ type: 'text', channel: 'reasoning', content: 'Hm. ' })
  await core.clock.advance(100)
  core.engine.last.text('Hello')
  await core.clock.advance(400)
  core.engine.last.say({ type: 'finish', finish: 'stop' })
  await core.clock.advance(0)
  core.engine.last.leave()
  await core.clock.advance(50)
  const told = trace(a)
  expect(spansOf(told)).toBe(
    'thinking 0-200, loading 200-500, thinking 500-600, writing 600-1000, stopping 1000-1000',
  )
  expect(marksOf(told)).toBe('opened@0 started@0 first_token@500 ended:success@1000 released@1000')
  expect(told.events.map(({ seq, type, word, chars }) => [seq, type, word, chars])).toEqual([
    [0, 'status', 'thinking', 0],
    [1, 'status', 'loading', 0],
    [2, 'status', 'thinking', 0],
    [3, 'token', 'reasoning', 4],
    [4, 'status', 'writing', 0],
    [5, 'token', 'answer', 5],
    [6, 'done', 'success', 0],
  ])
  expect(told).toMatchObject({ model: 'scripted', tokens: 2, chars: 9, end: { reason: 'success' } })
  expect(told.release).toEqual({ how: 'cooperative', release_ms: 0 })
})

test('a superseding prompt is seen to wait while the engine of the old one is stopping', async () => {
  const { core, trace } = recordedCore({ onAbort: 'ignore', patience_ms: 500 })
  const a = await core.start('A')
  await core.clock.advance(200)
  core.engine.last.text('one')
  await core.clock.advance(300)
  const b = core.send('B')
  await core.clock.advance(700)
  expect(spansOf(trace(a))).toBe('thinking 0-200, writing 200-500, stopping 500-1000')
  expect(marksOf(trace(a))).toBe(
    'opened@0 started@0 first_token@200 stop_asked:superseded@500 ended:superseded@500 forced@1000',
  )
  expect(trace(a).release).toEqual({ how: 'forced', release_ms: 500 })
  expect(spansOf(trace(b))).toBe('waiting 0-500, thinking 500-')
  expect(marksOf(trace(b))).toBe('opened@0 started@500')
  expect(trace(b).opened_ms - trace(a).opened_ms).toBe(500)
})

test('an engine that survives even force is fenced, and its going later is a mark of its own', async () => {
  const { core, recorder, trace } = recordedCore({ onAbort: 'ignore', onForce: 'ignore', patience_ms: 500 })
  const a = await core.start('A')
  void core.registry.stop(a)
  await core.clock.advance(3_000)
  expect(marksOf(trace(a))).toBe('opened@0 started@0 stop_asked:stopped@0 ended:stopped@0 fenced@2500')
  expect(trace(a).release).toEqual({ how: 'fenced', release_ms: 2_500 })
  core.engine.last.leave()
  await core.clock.advance(0)
  expect(marksOf(trace(a))).toMatch(/ fenced@2500 released@3000$/)
  expect(trace(a).release?.how).toBe('fenced')
  expect(recorder.streams(SESSION, 0).counters).toMatchObject({ ended: 1, forced: 0, fenced: 1 })
})

test('of A, B and C in one instant, B is discarded without a start and C runs', async () => {
  const { core, recorder, trace } = recordedCore()
  const [a, b, c] = [core.send('A'), core.send('B'), core.send('C')]
  await core.clock.advance(0)
  expect([a, b].map((id) => marksOf(trace(id)))).toEqual(
    Array(2).fill('opened@0 stop_asked:superseded@0 ended:superseded@0 discarded@0'),
  )
  expect(trace(b)).toMatchObject({
    end: { reason: 'superseded' },
    release: { how: 'cooperative' },
    model: 'scripted',
  })
  expect(spansOf(trace(b))).toBe('thinking 0-0')
  expect(marksOf(trace(c))).toBe('opened@0 started@0')
  expect(recorder.streams(SESSION, 0).counters).toEqual({
    opened: 3,
    ended: 0,
    discarded: 2,
    forced: 0,
    fenced: 0,
    late: 0,
    live: 1,
    processes: 2,
  })
})

test('a crash is an end with its error_type, and nobody asked for a stop', async () => {
  const { core, trace } = recordedCore()
  const a = await core.start('A')
  core.engine.last.say({
    type: 'failed',
    error: { content: 'It died.', error_type: 'engine_crashed', retryable: true },
  })
  await core.clock.advance(0)
  core.engine.last.leave()
  await core.clock.advance(0)
  expect(marksOf(trace(a))).toBe('opened@0 started@0 ended:engine_crashed@0 released@0')
  expect(trace(a).end).toEqual({ reason: 'error', error_type: 'engine_crashed' })
  expect(trace(a).events.map(({ type, word }) => `${type} ${word}`)).toEqual([
    'status thinking',
    'error engine_crashed',
    'done error',
  ])
})

test('silence is a span of its own until text comes again', async () => {
  const { core, trace } = recordedCore()
  const a = await core.start('A')
  core.engine.last.text('one')
  await core.clock.advance(7_000)
  core.engine.last.text('two')
  await core.clock.advance(1_000)
  expect(spansOf(trace(a))).toBe('thinking 0-0, writing 0-5000, stalled 5000-7000, writing 7000-')
})

test('an answer the disk refuses is marked once, however often it is tried again, and its saving is one more', async () => {
  const { core, trace } = recordedCore()
  const a = await core.start('A')
  const before = 'opened@0 started@0 stop_asked:stopped@0 ended:stopped@0'
  core.journal.refuse = 'close'
  void core.registry.stop(a)
  await core.clock.advance(10)
  expect(marksOf(trace(a))).toBe(`${before} save_failed@0 released@0`)
  await core.registry.retrySaves()
  expect(marksOf(trace(a))).toBe(`${before} save_failed@0 released@0`)
  core.journal.refuse = 'nothing'
  await core.registry.retrySaves()
  expect(marksOf(trace(a))).toBe(`${before} save_failed@0 released@0 saved@10`)
})

test('a prompt the disk refuses never reaches the engine', async () => {
  const { core, trace } = recordedCore()
  core.journal.refuse = 'open'
  const a = await core.start('A')
  expect(marksOf(trace(a))).toBe('opened@0 ended:store_failed@0 discarded@0')
})

test('what was dropped as stale is counted per place and reason', async () => {
  const { core, recorder, trace } = recordedCore()
  const lines: unknown[] = []
  const writeLog = recorder.writeLog((line) => lines.push(line))
  const a = await core.start('A')
  const drop = { event: 'stale_dropped', session_id: SESSION, stream_id: a }
  writeLog({ ...drop, where: 'main', why: 'after_end', count: 20 })
  writeLog({ ...drop, where: 'main', why: 'after_end', count: 30 })
  writeLog({ ...drop, where: 'window', why: 'stale', count: 2 })
  expect(trace(a).drops).toEqual([
    { where: 'main', why: 'after_end', count: 50 },
    { where: 'window', why: 'stale', count: 2 },
  ])
  expect(recorder.streams(SESSION, 0).counters.late).toBe(50)
  expect(lines).toHaveLength(3)
})

test('the newest events are kept, and all of them are counted', async () => {
  const { core, trace } = recordedCore()
  const a = await core.start('A')
  for (let i = 0; i < 1_000; i++) {
    core.engine.last.text('four')
    await core.clock.advance(20)
  }
  const { events, tokens, chars } = trace(a)
  expect([tokens, chars]).toEqual([1_000, 4_000])
  expect(events).toHaveLength(EVENTS_KEPT)
  expect(events.at(-1)?.seq).toBe(core.of(a).at(-1)?.seq)
  expect(events.every((event, index) => event.seq === (events[0]?.seq ?? 0) + index)).toBe(true)
})

test('the newest streams are kept, and one that is not released is never forgotten', async () => {
  const { core, recorder } = recordedCore()
  const kept = await core.start('It goes on', OTHER_SESSION)
  const ids: StreamId[] = []
  for (let i = 0; i < STREAMS_KEPT + 20; i++) {
    ids.push(await core.start(`Prompt ${i}`))
    void core.registry.stop(ids.at(-1) ?? kept)
    await core.clock.advance(1)
  }
  expect(recorder.streams(OTHER_SESSION, 0).traces.map((one) => one.stream_id)).toEqual([kept])
  expect(recorder.streams(SESSION, 0).traces.map((one) => one.stream_id)).toEqual(
    ids.slice(-(STREAMS_KEPT - 1)),
  )
})

test('a trace holds no word of a prompt or an answer', async () => {
  const { core, recorder } = recordedCore()
  await core.start('PLANTED-PROMPT')
  core.engine.last.text('PLANTED-ANSWER')
  await core.clock.advance(100)
  core.engine.last.say({
    type: 'failed',
    error: { content: 'PLANTED-ERROR', error_type: 'bad_reply', retryable: true },
  })
  await core.clock.advance(100)
  expect(core.events.map((event) => JSON.stringify(event)).join()).toContain('PLANTED')
  expect(JSON.stringify(recorder.streams(SESSION, 0))).not.toContain('PLANTED')
})
