// @vitest-environment node
import { expect, onTestFinished, test, vi } from 'vitest'
import { NO_INSPECTION, told, TRACES_KEPT } from '../../../../../src/renderer/state/testers/inspector.ts'
import type { Requests } from '../../../../../src/shared/ipc-contract.ts'
import type { SessionId } from '../../../../../src/shared/ids.ts'
import type { StreamTrace } from '../../../../../src/shared/stream-trace.ts'
import { FakeMain } from '../../support/fake-main.ts'
import { settled } from '../../support/settled.ts'
import { startedApp } from '../../support/started-app.ts'
import { endedTrace, TRACED, traceOf } from '../../support/traces.ts'

type Reply = Requests['inspector:streams']['output']

const COUNTERS = { opened: 1, ended: 0, discarded: 0, forced: 0, fenced: 0, late: 0, live: 1, processes: 1 }
const OTHER = 'session-2' as SessionId

function reply(revision: number, traces: StreamTrace[] = []): Reply {
  return { revision, now_ms: 1_000, traces, counters: COUNTERS }
}

/** A window whose main answers with what the test puts into `replies`. */
async function inspecting() {
  const main = new FakeMain()
  const replies: (Reply | Promise<Reply>)[] = []
  main.handlers['inspector:streams'] = () => replies.shift() ?? reply(99)
  const app = await startedApp(main)
  return { ...app, replies, asked: () => main.asked('inspector:streams') }
}

const generations = ({ traces }: { traces: readonly StreamTrace[] }): number[] =>
  traces.map((trace) => trace.generation)

test('nobody looks: nothing is asked, whatever main says', async () => {
  const { main, asked } = await inspecting()
  main.tell('inspector:changed', { session_id: TRACED })
  await settled()
  expect(asked()).toEqual([])
})

test('it asks when somebody looks, and after each piece of news what is newer than it knows', async () => {
  const { actions, main, replies, asked, store } = await inspecting()
  replies.push(reply(3, [traceOf(1, 0)]), reply(7, [traceOf(2, 500)]))
  onTestFinished(actions.inspectStreams(TRACED))
  await settled()
  main.tell('inspector:changed', { session_id: TRACED })
  await settled()
  expect(asked()).toEqual([
    { session_id: TRACED, since: 0 },
    { session_id: TRACED, since: 3 },
  ])
  expect(generations(store.getState().inspector)).toEqual([1, 2])
  expect(store.getState().inspector).toMatchObject({ session_id: TRACED, revision: 7, counters: COUNTERS })
})

test('news of another chat is nobody’s business', async () => {
  const { actions, main, asked } = await inspecting()
  onTestFinished(actions.inspectStreams(TRACED))
  await settled()
  main.tell('inspector:changed', { session_id: OTHER })
  await settled()
  expect(asked()).toHaveLength(1)
})

test('after the last look nothing is asked, and a reply that comes late changes nothing', async () => {
  const { actions, main, replies, asked, store } = await inspecting()
  const late = Promise.withResolvers<Reply>()
  replies.push(late.promise)
  const unlook = actions.inspectStreams(TRACED)
  await settled()
  unlook()
  late.resolve(reply(3, [traceOf(1, 0)]))
  await settled()
  main.tell('inspector:changed', { session_id: TRACED })
  await settled()
  expect(store.getState().inspector.traces).toEqual([])
  expect(asked()).toHaveLength(1)
})

test('another chat begins with nothing, and never gets the reply meant for the one before', async () => {
  const { actions, replies, store, asked } = await inspecting()
  const late = Promise.withResolvers<Reply>()
  replies.push(late.promise, reply(5, [traceOf(9, 0, { session_id: OTHER })]))
  actions.inspectStreams(TRACED)()
  onTestFinished(actions.inspectStreams(OTHER))
  late.resolve(reply(4, [traceOf(1, 0)]))
  await settled()
  expect(asked()).toEqual([
    { session_id: TRACED, since: 0 },
    { session_id: OTHER, since: 0 },
  ])
  expect(generations(store.getState().inspector)).toEqual([9])
})

test('a chat that is looked at again asks for what is new alone', async () => {
  const { actions, replies, store, asked } = await inspecting()
  replies.push(reply(3, [traceOf(1, 0)]))
  const unlook = actions.inspectStreams(TRACED)
  await settled()
  unlook()
  onTestFinished(actions.inspectStreams(TRACED))
  expect(generations(store.getState().inspector)).toEqual([1])
  await settled()
  expect(asked().at(-1)).toEqual({ session_id: TRACED, since: 3 })
})

test('a new chat has no session: nothing is asked, nothing of the old one stays', async () => {
  const { actions, replies, store, asked } = await inspecting()
  replies.push(reply(3, [traceOf(1, 0)]))
  const unlook = actions.inspectStreams(TRACED)
  await settled()
  unlook()
  actions.inspectStreams(null)()
  expect(store.getState().inspector).toEqual(NO_INSPECTION)
  expect(asked()).toHaveLength(1)
})

test('news while a question is on its way is one more question, not many', async () => {
  const { actions, main, replies, asked } = await inspecting()
  const slow = Promise.withResolvers<Reply>()
  replies.push(slow.promise, reply(5))
  onTestFinished(actions.inspectStreams(TRACED))
  await settled()
  for (let i = 0; i < 3; i++) main.tell('inspector:changed', { session_id: TRACED })
  await settled()
  expect(asked()).toHaveLength(1)
  slow.resolve(reply(4))
  await settled()
  expect(asked()).toHaveLength(2)
})

test('a question that main does not answer is asked again, until nobody looks', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const { actions, main, asked, store } = await inspecting()
  main.handlers['inspector:streams'] = () => Promise.reject(new Error('busy'))
  const unlook = actions.inspectStreams(TRACED)
  await settled()
  main.handlers['inspector:streams'] = () => reply(3, [traceOf(1, 0)])
  await vi.advanceTimersByTimeAsync(1_000)
  expect(generations(store.getState().inspector)).toEqual([1])
  main.handlers['inspector:streams'] = () => Promise.reject(new Error('busy'))
  main.tell('inspector:changed', { session_id: TRACED })
  await settled()
  unlook()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(asked()).toHaveLength(3)
})

test('what did not change stays the same object, so that nothing is drawn for it', () => {
  const first = told(NO_INSPECTION, reply(1, [endedTrace(1, 0, 300), traceOf(2, 400)]), 0)
  const second = told(first, reply(2, [traceOf(2, 400, { tokens: 9 })]), 100)
  expect(second.traces[0]).toBe(first.traces[0])
  expect(second.traces[1]?.tokens).toBe(9)
  expect(told(second, reply(3), 200).traces).toBe(second.traces)
})

test('the newest streams are kept', () => {
  const traces = Array.from({ length: TRACES_KEPT + 5 }, (_, index) => endedTrace(index, index * 10, 300))
  const { traces: kept } = told(NO_INSPECTION, reply(1, traces), 0)
  expect(kept).toHaveLength(TRACES_KEPT)
  expect(kept.at(-1)?.generation).toBe(TRACES_KEPT + 4)
})

test('main’s clock is taken from the reply that was shortest on its way, and anew after a sleep', () => {
  const at = (now_ms: number): Reply => ({ ...reply(1), now_ms })
  const first = told(NO_INSPECTION, at(5_000), 100)
  expect(first.main_ahead_ms).toBe(4_900)
  const slow = told(first, at(5_000), 140)
  expect(slow.main_ahead_ms).toBe(4_900)
  const quick = told(slow, at(5_200), 295)
  expect(quick.main_ahead_ms).toBe(4_905)
  expect(told(quick, at(5_300), 60_000).main_ahead_ms).toBe(-54_700)
})
