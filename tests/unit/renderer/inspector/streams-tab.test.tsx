import { fireEvent, screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { Drop } from '../../../../src/renderer/state/streams/drops.ts'
import type { StreamTrace } from '../../../../src/shared/stream-trace.ts'
import { FakeMain } from '../support/fake-main.ts'
import { stubPage } from '../support/page-stubs.ts'
import { shownWindow } from '../support/shown-window.tsx'
import { endedTrace, forcedTrace, spans, traceOf } from '../support/traces.ts'

stubPage()

const COUNTERS = { opened: 7, ended: 4, discarded: 2, forced: 1, fenced: 0, late: 50, live: 1, processes: 3 }

/** A window on a chat with these streams, its panel open. */
async function inspected(traces: StreamTrace[], asked_before = false) {
  const main = new FakeMain()
  const { session_id } = main.addSession('A chat')
  if (asked_before) main.open(session_id, 'Long ago', null).finish({ reason: 'success' })
  main.state = { open_session_id: session_id }
  main.handlers['inspector:streams'] = () => ({
    revision: 1,
    now_ms: 5_000,
    traces: traces.map((trace) => ({ ...trace, session_id })),
    counters: COUNTERS,
  })
  const shown = await shownWindow(main)
  await shown.does(() => shown.actions.openPanel('streams'))
  return { ...shown, session_id, panel: within(screen.getByRole('complementary', { name: 'Inspector' })) }
}

const rows = (): string[] =>
  [...document.querySelectorAll('[data-stream]')].map((row) => row.getAttribute('data-stream') ?? '')

test('the newest group comes first, and in a group time runs down', async () => {
  const { panel } = await inspected([
    forcedTrace(1, 0, 400),
    traceOf(2, 400, { ...endedTrace(2, 400, 700), spans: spans('waiting 0-500, writing 500-700') }),
    traceOf(3, 4_000),
  ])
  expect(rows()).toEqual(['stream-3', 'stream-1', 'stream-2'])
  expect(panel.getAllByRole('region', { name: /^Streams from/ })).toHaveLength(2)
})

test('a row says in words what its bar draws', async () => {
  const { panel } = await inspected([forcedTrace(1, 0, 400)])
  const row = panel.getByRole('button', { name: /#1/ })
  expect(row.textContent).toContain('ignores-cancel')
  expect(row.textContent).toContain('Superseded · forced')
  expect(row.textContent).toContain('thinking 200 ms, writing 200 ms, stopping 500 ms')
  const drawn = (name: string): string[] =>
    [...row.querySelectorAll<HTMLElement>(`[${name}]`)].map((one) => one.getAttribute(name) ?? '')
  expect(drawn('data-flag')).toEqual(['stop_asked', 'ended', 'forced'])
  expect(drawn('data-phase').slice(0, 3)).toEqual(['thinking', 'writing', 'stopping'])
})

test('the figures are there, and those of this window beside them', async () => {
  const { panel, store, does } = await inspected([traceOf(1, 4_000)])
  await does(() =>
    store.setState({ counters: { stale: 2, duplicate: 1, after_done: 0, gaps: 0, resyncs: 3 } }),
  )
  const counters = Object.fromEntries(
    [...document.querySelectorAll<HTMLElement>('[data-counter]')].map((one) => [
      one.dataset['counter'],
      one.querySelector('dd')?.textContent,
    ]),
  )
  expect(counters).toEqual({
    live: '1',
    processes: '3',
    opened: '7',
    ended: '4',
    discarded: '2',
    events: '2',
    forced: '1',
    fenced: '0',
    late: '50',
    dropped: '3',
    gaps: '0',
    resyncs: '3',
  })
  expect(panel.getByTitle(/dropped in main/)).not.toBeNull()
  const of = (caption: string): string[] =>
    [...document.querySelectorAll(`[aria-labelledby="${panel.getByText(caption).id}"] dt`)].map(
      (one) => one.textContent,
    )
  expect(of('The whole app, since it was started')).toHaveLength(8)
  expect(of('This chat')).toEqual(['events'])
  expect(of('This window')).toEqual(['dropped', 'gaps', 'resyncs'])
})

test('a chat in which nothing was asked says what to do, and leads to the simulator', async () => {
  const { panel, store, does } = await inspected([])
  expect(panel.getByText(/Nothing has been asked in this chat yet/)).not.toBeNull()
  await does(() => fireEvent.click(panel.getByRole('button', { name: 'Simulator controls' })))
  expect(store.getState().panel).toBe('simulator')
})

test('a chat of an earlier run says that what came before is not recorded', async () => {
  const { panel } = await inspected([], true)
  expect(panel.getByText(/in this chat since Sluice was started/)).not.toBeNull()
})

test('until main has answered it does not say that there is nothing', async () => {
  const main = new FakeMain()
  main.state = { open_session_id: main.addSession('A chat').session_id }
  main.handlers['inspector:streams'] = () => new Promise(() => {})
  const { does, actions } = await shownWindow(main)
  await does(() => actions.openPanel('streams'))
  expect(screen.getByRole('heading', { name: 'Streams of this chat' })).not.toBeNull()
  expect(screen.queryByText(/Nothing has been asked/)).toBeNull()
})

test('a stream opens in place with its moments, ids, drops and events, one at a time', async () => {
  const drop: Drop = {
    stream_id: 'stream-1' as Drop['stream_id'],
    session_id: 'session-1' as Drop['session_id'],
    generation: 1,
    seq: 17,
    type: 'token',
    why: 'stale',
    at: 0,
  }
  const { panel, does, store, main } = await inspected([
    {
      ...forcedTrace(1, 0, 400),
      drops: [
        { where: 'main', why: 'after_end', count: 50 },
        { where: 'window', why: 'stale', count: 1 },
        { where: 'window', why: 'duplicate', count: 7 },
      ],
    },
    traceOf(2, 400),
  ])
  await does(() =>
    store.setState({ drops: [drop, { ...drop, stream_id: 'other' as Drop['stream_id'], seq: 18 }] }),
  )
  const [first, second] = panel.getAllByRole('button', { name: /#\d/ })
  await does(() => first && fireEvent.click(first))
  expect(first?.getAttribute('aria-expanded')).toBe('true')
  expect(panel.getByText('engine taken away by force')).not.toBeNull()
  expect(panel.getByText('50: the engine wrote after the end')).not.toBeNull()
  expect(panel.getByText('seq 17, token: of an older stream')).not.toBeNull()
  expect(panel.getByText('7: came a second time')).not.toBeNull()
  expect(panel.queryByText('1: of an older stream')).toBeNull()
  expect(panel.queryByText(/seq 18/)).toBeNull()
  expect(panel.getAllByRole('row').map((row) => row.textContent)).toEqual([
    'seq+mstypewordchars',
    '00.0statusthinking',
    '1200.0tokenanswer5',
  ])
  await does(() => fireEvent.click(panel.getByRole('button', { name: 'Copy stream_id' })))
  expect(main.asked('clipboard:write')).toEqual([{ text: 'stream-1' }])
  await does(() => second && fireEvent.click(second))
  expect(first?.getAttribute('aria-expanded')).toBe('false')
  expect(panel.getByText('Nothing of this stream was dropped.')).not.toBeNull()
})

test('of many events only those in sight are drawn, and the ones not kept are counted', async () => {
  const events = Array.from({ length: 300 }, (_, index) => ({
    seq: 700 + index,
    at_ms: index,
    type: 'token' as const,
    word: 'answer',
    chars: 1,
  }))
  const { panel, does } = await inspected([traceOf(1, 0, { events })])
  await does(() => fireEvent.click(panel.getByRole('button', { name: /#1/ })))
  expect(panel.getByRole('heading', { name: 'Events 1000, 700 earlier ones not kept' })).not.toBeNull()
  expect(panel.getAllByRole('row').length).toBeLessThan(40)
  expect(panel.getByRole('table').getAttribute('aria-rowcount')).toBe('1001')
})

test('of many streams the newest are drawn, and the earlier ones when asked for', async () => {
  const traces = Array.from({ length: 30 }, (_, index) => endedTrace(index + 1, index * 5_000, 300))
  const { panel, does } = await inspected(traces)
  expect(rows()).toHaveLength(12)
  expect(rows()[0]).toBe('stream-30')
  await does(() => fireEvent.click(panel.getByRole('button', { name: 'Show 12 earlier streams' })))
  await does(() => fireEvent.click(panel.getByRole('button', { name: 'Show 6 earlier streams' })))
  expect(rows()).toHaveLength(30)
  expect(panel.queryByRole('button', { name: /earlier/ })).toBeNull()
})

test('a group larger than that shows its newest', async () => {
  const traces = Array.from({ length: 20 }, (_, index) => endedTrace(index + 1, index * 500, 400))
  await inspected(traces)
  expect([rows().length, rows()[0], rows().at(-1)]).toEqual([12, 'stream-9', 'stream-20'])
})

test('the report is copied, and it says so', async () => {
  const { panel, does, main } = await inspected([forcedTrace(1, 0, 400)])
  await does(() => fireEvent.click(panel.getByRole('button', { name: 'Copy as report' })))
  expect(panel.getByRole('button', { name: 'Copied' })).not.toBeNull()
  const [copied] = main.asked('clipboard:write') as { text: string }[]
  expect(copied?.text).toMatch(/^# Streams of one chat\n\nSluice 0\.1\.0 on test, linux/)
  expect(copied?.text).toContain('Superseded · forced')
  expect(copied?.text).not.toContain('A chat')
})

test('the panel asks while it shows the streams, and not otherwise', async () => {
  const { main, does, actions, session_id } = await inspected([traceOf(1, 0)])
  const asked = (): number => main.asked('inspector:streams').length
  await does(() => main.tell('inspector:changed', { session_id }))
  expect(asked()).toBe(2)
  await does(() => actions.openPanel('simulator'))
  await does(() => main.tell('inspector:changed', { session_id }))
  await does(() => actions.closePanel())
  await does(() => main.tell('inspector:changed', { session_id }))
  expect(asked()).toBe(2)
})
