// @vitest-environment node
import { expect, test } from 'vitest'
import { stabilityReport } from '../../../../../src/renderer/state/testers/stability-report.ts'
import {
  figureWords,
  heardSentence,
  outcomeSentence,
  scenarioRows,
} from '../../../../../src/renderer/state/testers/stability-rows.ts'
import type { ScenarioVerdict, StabilityState } from '../../../../../src/shared/stability.ts'
import { NO_STABILITY_TEST } from '../../../../../src/shared/stability.ts'
import { FakeMain } from '../../support/fake-main.ts'
import { settled } from '../../support/settled.ts'
import { startedApp } from '../../support/started-app.ts'

const PLAN = ['a', 'b', 'c'].map((name) => ({ name, title: `the ${name}` }))

function verdict(name: string, change: Partial<ScenarioVerdict> = {}): ScenarioVerdict {
  return {
    name,
    title: `the ${name}`,
    ok: true,
    opportunities: 3,
    overlap: 0,
    stale: 0,
    leaks: 0,
    stop_ms: { p50: 2.5, max: 1_234.5 },
    first_token_ms: { p50: null, max: null },
    problems: [],
    ...change,
  }
}

const RUNNING: StabilityState = {
  ...NO_STABILITY_TEST,
  state: 'running',
  started_at: Date.UTC(2026, 0, 2),
  seconds: 4.5,
  plan: PLAN,
  verdicts: [verdict('a')],
  now: { name: 'b', lamps: ['running'], events: 7 },
}
const marks = (state: StabilityState): string[] => scenarioRows(state).map(({ mark }) => mark)

test('each scenario has its mark, and one that was never played is not called waiting', () => {
  expect(marks(RUNNING)).toEqual(['holds', 'running', 'waiting'])
  expect(marks({ ...NO_STABILITY_TEST, plan: PLAN })).toEqual(['untried', 'untried', 'untried'])
  expect(marks({ ...RUNNING, state: 'cancelled', now: null })).toEqual(['holds', 'untried', 'untried'])
  expect(marks({ ...RUNNING, verdicts: [verdict('a', { ok: false })] })[0]).toBe('broken')
})

test('what came out has a sentence in every state', () => {
  expect(outcomeSentence(NO_STABILITY_TEST)).toBeNull()
  expect(outcomeSentence(RUNNING)).toBe('1 of 3 played.')
  expect(outcomeSentence({ ...RUNNING, verdicts: [verdict('a', { ok: false })] })).toContain('not all')
  expect(outcomeSentence({ ...RUNNING, state: 'cancelled' })).toBe(
    'Cancelled. 1 of 3 hold; the others were not tried.',
  )
  expect(outcomeSentence({ ...RUNNING, state: 'failed', problem: 'No disk.' })).toBe('No disk.')
  const verdicts = PLAN.map(({ name }) => verdict(name))
  expect(outcomeSentence({ ...RUNNING, state: 'done', verdicts })).toMatch(/^3 of 3 hold: Stop stops/)
})

test('each verdict is said aloud, not each lamp', () => {
  expect(heardSentence(NO_STABILITY_TEST)).toBe('')
  expect(heardSentence({ ...RUNNING, verdicts: [] })).toContain('3 scenarios')
  const said = heardSentence(RUNNING)
  expect(said).toBe('1 of 3, the a: holds')
  const lamps = { name: 'b', lamps: ['ended', 'running'] as const, events: 90 }
  expect(heardSentence({ ...RUNNING, seconds: 9, now: { ...lamps, lamps: [...lamps.lamps] } })).toBe(said)
  expect(heardSentence({ ...RUNNING, verdicts: [verdict('a', { ok: false })] })).toContain('BROKEN')
})

test('figures that were not measured are left out', () => {
  expect(figureWords(verdict('a'))).toBe('3 chances · stop 2.5 ms, at most 1,235 ms')
  const none = { p50: null, max: null }
  expect(figureWords(verdict('a', { stop_ms: none, opportunities: 1 }))).toBe('1 chance')
})

test('the result as text names the app, every scenario and every problem', () => {
  const stability = { ...RUNNING, verdicts: [verdict('a', { ok: false, problems: ['it hung'] })] }
  const text = stabilityReport({ stability, version: '1.2.3', host: 'electron', platform: 'linux' })
  expect(text).toContain('Sluice 1.2.3 stability test, on electron, linux')
  expect(text).toContain('started 2026-01-02T00:00:00.000Z, took 4.5 s')
  expect(text).toMatch(/BROKEN +a +the a\n.*3 chances.*\n +it hung/)
  expect(text).toMatch(/waiting +c +the c/)
})

test('a test that was started elsewhere is found when it is asked for', async () => {
  const main = new FakeMain()
  main.handlers['stability:state'] = () => RUNNING
  const { store, actions } = await startedApp(main)
  actions.askStability()
  await settled()
  expect(store.getState().stability).toEqual(RUNNING)
})

test('news that comes before the reply is not overwritten by it', async () => {
  const main = new FakeMain()
  const reply = Promise.withResolvers<StabilityState>()
  main.handlers['stability:state'] = () => reply.promise
  const { store, actions } = await startedApp(main)
  actions.askStability()
  await settled()
  const news = { ...RUNNING, seconds: 5 }
  main.tell('stability:changed', news)
  reply.resolve(RUNNING)
  await settled()
  expect(store.getState().stability).toBe(news)
})

test('a start that is refused, or never answered, is told', async () => {
  const main = new FakeMain()
  main.handlers['stability:start'] = () => ({ refused: 'It runs already.' })
  const { store, actions } = await startedApp(main)
  actions.startStability()
  await settled()
  main.handlers['stability:start'] = () => Promise.reject(new Error('gone'))
  actions.startStability()
  await settled()
  expect(store.getState().toasts.map(({ text }) => text)).toEqual([
    'It runs already.',
    'Sluice did not answer, so the test was not started. Try again.',
  ])
})
