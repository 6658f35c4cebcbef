import { fireEvent, screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { ScenarioVerdict, StabilityState } from '../../../../src/shared/stability.ts'
import { NO_STABILITY_TEST } from '../../../../src/shared/stability.ts'
import { FakeMain } from '../support/fake-main.ts'
import { stubPage } from '../support/page-stubs.ts'
import { shownWindow } from '../support/shown-window.tsx'

stubPage()

const PLAN = [
  { name: 'baseline', title: 'one prompt' },
  { name: 'stop', title: 'Stop in the middle' },
  { name: 'flood', title: 'a flood' },
]
const IDLE: StabilityState = { ...NO_STABILITY_TEST, plan: PLAN }
const RUNNING: StabilityState = {
  ...IDLE,
  state: 'running',
  started_at: 1,
  now: { name: 'baseline', lamps: [], events: 0 },
}

function verdict(name: string, problems: string[] = []): ScenarioVerdict {
  const figures = { p50: 1, max: 2 }
  return {
    name,
    title: PLAN.find((one) => one.name === name)?.title ?? name,
    ok: problems.length === 0,
    opportunities: 10,
    overlap: 0,
    stale: 0,
    leaks: 0,
    stop_ms: figures,
    first_token_ms: figures,
    problems,
  }
}

async function shownTab(state: StabilityState = IDLE) {
  const main = new FakeMain()
  main.handlers['stability:state'] = () => state
  const window = await shownWindow(main)
  await window.does(() => window.actions.openPanel('stability'))
  const row = (name: string): HTMLElement => {
    const found = document.querySelector<HTMLElement>(`[data-scenario=${name}]`)
    if (!found) throw new Error(`no row for ${name}`)
    return found
  }
  const tell = (change: Partial<StabilityState>): Promise<void> =>
    window.does(() => main.tell('stability:changed', { ...RUNNING, ...change }))
  const heard = (): string =>
    [...document.querySelectorAll('aside output[aria-live]')].map((one) => one.textContent).join('')
  return { ...window, row, tell, heard }
}

const button = (name: string): HTMLButtonElement => screen.getByRole<HTMLButtonElement>('button', { name })

test('before the first test it says what it will do, and what will be played', async () => {
  const { main, row, heard } = await shownTab()
  expect(main.asked('stability:state')).toHaveLength(1)
  expect(screen.getByText(/your chats are not touched.*15 to 30 seconds/)).not.toBeNull()
  expect(row('stop').dataset['mark']).toBe('untried')
  expect(screen.getByText('Not played since Sluice was started.')).not.toBeNull()
  expect(heard()).toBe('')
})

test('Start starts it, and while it runs the same place cancels it, once', async () => {
  const { main, does, tell } = await shownTab()
  await does(() => fireEvent.click(button('Start the test')))
  expect(main.asked('stability:start')).toEqual([null])
  await tell({})
  await does(() => fireEvent.click(button('Cancel')))
  expect(main.asked('stability:cancel')).toEqual([null])
  await does(() => fireEvent.click(button('Cancelling…')))
  expect(main.asked('stability:cancel')).toEqual([null])
  expect(button('Cancelling…').getAttribute('aria-disabled')).toBe('true')
  await tell({ state: 'cancelled', now: null })
  expect(button('Start again').getAttribute('aria-disabled')).toBeNull()
  await tell({ started_at: 2 })
  expect(button('Cancel').getAttribute('aria-disabled')).toBeNull()
})

test('the keyboard stays on the button while it changes what it does, and a held Enter presses it once', async () => {
  const { does, tell } = await shownTab()
  const at = (): string => (document.activeElement as HTMLButtonElement).textContent
  button('Start the test').focus()
  await tell({})
  expect(at()).toBe('Cancel')
  await does(() => fireEvent.click(button('Cancel')))
  expect(at()).toBe('Cancelling…')
  await tell({ state: 'cancelled', now: null })
  expect(at()).toBe('Start again')
  expect(fireEvent.keyDown(button('Start again'), { key: 'Enter' })).toBe(true)
  expect(fireEvent.keyDown(button('Start again'), { key: 'Enter', repeat: true })).toBe(false)
})

test('the running scenario has its lamps, and what they are in words', async () => {
  const { row, tell } = await shownTab()
  await tell({
    now: { name: 'baseline', lamps: ['released', 'forced', 'running', 'running'], events: 1_234 },
  })
  expect(row('baseline').dataset['mark']).toBe('running')
  expect(within(row('baseline')).getByText('Streams: 2 running, 1 released, 1 forced')).not.toBeNull()
  expect(row('baseline').querySelectorAll('i')).toHaveLength(4)
  expect(row('stop').querySelectorAll('i')).toHaveLength(0)
  expect(screen.getByText(/1,234 events/)).not.toBeNull()
})

test('a verdict is drawn with its figures and said once, however often the lamps change', async () => {
  const { row, tell, heard } = await shownTab()
  const verdicts = [verdict('baseline')]
  await tell({ verdicts, now: { name: 'stop', lamps: ['running'], events: 3 } })
  expect(row('baseline').textContent).toBe('one promptholds10 chances · stop 1 ms, at most 2 ms')
  expect(heard()).toBe('1 of 3, one prompt: holds')
  const before = document.querySelector('aside output[aria-live] span')
  await tell({ verdicts, seconds: 2, now: { name: 'stop', lamps: ['released'], events: 9 } })
  expect(document.querySelector('aside output[aria-live] span')).toBe(before)
})

test('what is BROKEN is called so, with its problems and in the sentence at the foot', async () => {
  const { row, tell } = await shownTab()
  const verdicts = [verdict('baseline'), verdict('stop', ['it went on', 'it went on']), verdict('flood')]
  await tell({ state: 'done', ok: false, verdicts, now: null })
  expect(row('stop').dataset['mark']).toBe('broken')
  expect(within(row('stop')).getByText('BROKEN')).not.toBeNull()
  expect(within(row('stop')).getAllByText('it went on')).toHaveLength(1)
  expect(screen.getAllByText('2 of 3 hold. 1 is BROKEN: “Stop in the middle”.').length).toBeGreaterThan(0)
})

test('a test that could not be played says why', async () => {
  const { tell, row } = await shownTab()
  await tell({ state: 'failed', now: null, problem: 'The test could not be played: no disk' })
  expect(screen.getAllByText('The test could not be played: no disk').length).toBeGreaterThan(0)
  expect(row('baseline').dataset['mark']).toBe('untried')
})

test('the result of an earlier test is there when the tab is opened again, and can be copied', async () => {
  const verdicts = PLAN.map(({ name }) => verdict(name))
  const done: StabilityState = { ...RUNNING, state: 'done', ok: true, verdicts, now: null, seconds: 15.4 }
  const { main, does } = await shownTab(done)
  const sentence = '3 of 3 hold: Stop stops, resend does not mix, nothing is left behind.'
  expect(screen.getAllByText(sentence).length).toBeGreaterThan(0)
  await does(() => fireEvent.click(button('Copy result')))
  const [copied] = main.asked('clipboard:write') as { text: string }[]
  expect(copied?.text).toContain(sentence)
  expect(copied?.text).toContain('took 15.4 s')
})
