import { expect, test } from 'vitest'
import { QUIET_MS } from '../../../../src/main/self-test/stream-bell.ts'
import type { StreamTrace } from '../../../../src/shared/stream-trace.ts'
import { OTHER_SESSION, SESSION } from '../../../support/core-under-test.ts'
import { recordedCore } from './recorded-core.ts'

const ids = ({ traces }: { traces: StreamTrace[] }): string[] => traces.map((one) => one.stream_id)

test('an ask brings what changed since the last one, of its session, oldest first', async () => {
  const { core, recorder } = recordedCore()
  const a = await core.start('A')
  await core.start('Elsewhere', OTHER_SESSION)
  const first = recorder.streams(SESSION, 0)
  expect(ids(first)).toEqual([a])
  expect(ids(recorder.streams(SESSION, first.revision))).toEqual([])
  await core.clock.advance(30)
  const b = await core.start('B')
  const second = recorder.streams(SESSION, first.revision)
  expect(ids(second)).toEqual([a, b])
  expect(second.revision).toBeGreaterThan(first.revision)
  expect(second.now_ms).toBe(30)
  core.engine.last.text('only B')
  await core.clock.advance(0)
  expect(ids(recorder.streams(SESSION, second.revision))).toEqual([b])
})

test('what was told does not change afterwards', async () => {
  const { core, recorder } = recordedCore()
  const a = await core.start('A')
  const { traces } = recorder.streams(SESSION, 0)
  const before = JSON.stringify(traces)
  core.engine.last.text('more')
  void core.registry.stop(a)
  await core.clock.advance(100)
  expect(JSON.stringify(traces)).toBe(before)
})

test('nobody asked: nobody is told', async () => {
  const { core, rung } = recordedCore()
  const a = await core.start('A')
  core.engine.last.text('text')
  void core.registry.stop(a)
  await core.clock.advance(1_000)
  expect(rung).toEqual([])
  expect(core.clock.armed).toBe(0)
})

test('an ask is answered by one ring, QUIET_MS later at the earliest, however much changes', async () => {
  const { core, recorder, rung } = recordedCore()
  await core.start('A')
  recorder.streams(SESSION, 0)
  for (let ms = 0; ms < QUIET_MS - 9; ms += 9) {
    core.engine.last.text('text ')
    await core.clock.advance(9)
  }
  await core.clock.advance(QUIET_MS - 1 - core.clock.now())
  expect(rung).toEqual([])
  await core.clock.advance(1)
  expect(rung).toEqual([SESSION])
  core.engine.last.text('text')
  await core.clock.advance(1_000)
  expect(rung).toEqual([SESSION])
})

test('nothing changed: no ring, until something does, and then at once', async () => {
  const { core, recorder, rung } = recordedCore()
  await core.start('A')
  recorder.streams(SESSION, 0)
  await core.clock.advance(1_000)
  expect(rung).toEqual([])
  core.engine.last.text('text')
  await core.clock.advance(0)
  expect(rung).toEqual([SESSION])
})

test('a second window that asks does not take away the ring owed to the first', async () => {
  const { core, recorder, rung } = recordedCore()
  recorder.streams(SESSION, 0)
  recorder.writeLog(() => {})({ event: 'engine_exit', model: 'normal' })
  await core.clock.advance(90)
  recorder.streams(SESSION, 0)
  await core.clock.advance(QUIET_MS - 1)
  expect(rung).toEqual([])
  await core.clock.advance(1)
  expect(rung).toEqual([SESSION])
})

test('a stream of another chat rings for its counters, its text does not', async () => {
  const { core, recorder, rung } = recordedCore()
  await core.start('A', OTHER_SESSION)
  recorder.streams(SESSION, 0)
  core.engine.last.text('text')
  await core.clock.advance(500)
  expect(rung).toEqual([])
  core.send('B', OTHER_SESSION)
  await core.clock.advance(0)
  expect(rung).toEqual([SESSION])
})

test('an engine process that comes or goes rings for the count of processes', async () => {
  const { core, recorder, rung } = recordedCore()
  recorder.streams(SESSION, 0)
  recorder.writeLog(() => {})({ event: 'engine_exit', model: 'normal' })
  await core.clock.advance(QUIET_MS)
  expect(rung).toEqual([SESSION])
})

test('a recorder that is disposed of leaves no timer and rings no more', async () => {
  const { core, recorder, rung } = recordedCore()
  const before = core.clock.armed
  recorder.streams(SESSION, 0)
  recorder.writeLog(() => {})({ event: 'engine_exit', model: 'normal' })
  expect(core.clock.armed).toBe(before + 1)
  recorder.dispose()
  expect(core.clock.armed).toBe(before)
  await core.clock.advance(500)
  expect(rung).toEqual([])
})
