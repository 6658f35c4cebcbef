import { fireEvent, screen } from '@testing-library/react'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { ConnectionId } from '../../../../src/shared/ids.ts'
import type { ModelRef } from '../../../../src/shared/session.ts'
import { SIMULATOR_MODES } from '../../../../src/shared/simulator-modes.ts'
import { FakeMain } from '../support/fake-main.ts'
import { SIMULATOR } from '../support/simulator-connection.ts'
import { stubPage } from '../support/page-stubs.ts'
import { shownWindow } from '../support/shown-window.tsx'

stubPage()

const { connection_id } = SIMULATOR

async function shownTab(model: ModelRef | null = { connection_id, model: 'normal' }) {
  const main = new FakeMain()
  const session = main.addSession('A chat', model)
  main.state = { open_session_id: session.session_id }
  const window = await shownWindow(main)
  await window.does(() => window.actions.openPanel('simulator'))
  /** The model main has for the chat now. */
  const model_now = (): string | undefined => main.sessions[0]?.model?.model
  const number = (name: string): HTMLInputElement =>
    screen.getByLabelText<HTMLInputElement>(name, { selector: 'input[type=number]' })
  const set = async (name: string, value: string): Promise<void> => {
    await window.does(() => fireEvent.change(number(name), { target: { value } }))
    await window.does(() => fireEvent.blur(number(name)))
  }
  return { ...window, session, model_now, number, set }
}

/** A second lasts until the test says so: this computer may be slower than a series. */
function holdTime(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
}

const radio = (name: string): HTMLInputElement =>
  screen.getByLabelText<HTMLInputElement>(name, { selector: 'input[type=radio]' })
const button = (name: string): HTMLButtonElement => screen.getByRole<HTMLButtonElement>('button', { name })
const uses = (): string | null | undefined => document.querySelector('aside output')?.textContent

test('every mode is one click away, with what it does, the faults apart from the others', async () => {
  const { does, model_now } = await shownTab()
  expect(screen.getAllByRole('radio')).toHaveLength(SIMULATOR_MODES.length)
  for (const { mode, label, detail, fault } of SIMULATOR_MODES.toReversed()) {
    const choice = radio(label)
    await does(() => fireEvent.click(choice))
    expect(model_now()).toBe(mode)
    expect(choice.checked).toBe(true)
    expect(document.getElementById(choice.getAttribute('aria-describedby') ?? '')?.textContent).toBe(detail)
    const group = choice.closest('fieldset')?.querySelector('legend')?.textContent
    expect(group).toBe(fault ? 'Breaks something on purpose' : 'Does as it is asked')
  }
})

test('it says what the chat uses, and follows a choice made elsewhere', async () => {
  const { main, does, session } = await shownTab()
  expect(uses()).toBe('This chat uses Simulator · normal')
  const changed = {
    ...session,
    model: { connection_id, model: 'flood?rate=1000' },
    activity: 'idle' as const,
  }
  await does(() => main.tell('session:changed', changed))
  expect(uses()).toBe('This chat uses Simulator · flood (rate 1,000)')
  expect(radio('Flood').checked).toBe(true)
})

test('a choice for a new chat goes with it', async () => {
  const { main, does, actions, sends } = await shownTab()
  await does(() => actions.newChat())
  expect(uses()).toBe('The new chat uses Simulator · normal')
  await does(() => fireEvent.click(radio('Flood')))
  await sends('Hello')
  expect(main.asked('session:create')).toEqual([{ model: { connection_id, model: 'flood' } }])
})

test('numbers go into the model’s name when their field is left, and only those that differ', async () => {
  const { set, model_now, number } = await shownTab()
  await set('Rate', '1000')
  await set('Seed', '7')
  expect(model_now()).toBe('normal?rate=1000&seed=7')
  await set('Rate', '40')
  expect(model_now()).toBe('normal?seed=7')
  expect(number('Seed').value).toBe('7')
})

test('what is no number within its bounds changes nothing, and says why', async () => {
  const { does, number, model_now, main } = await shownTab()
  for (const value of ['0', '100001', '1.5', '']) {
    await does(() => fireEvent.change(number('Rate'), { target: { value } }))
    await does(() => fireEvent.keyDown(number('Rate'), { key: 'Enter' }))
    expect(screen.getByText('A whole number from 1 to 100,000 tokens/s.')).not.toBeNull()
    expect(number('Rate').getAttribute('aria-invalid')).toBe('true')
  }
  await does(() => fireEvent.blur(number('Rate')))
  expect(number('Rate').value).toBe('40')
  expect(model_now()).toBe('normal')
  expect(main.asked('session:set_model')).toEqual([])
})

test('a slider shows its number while it is moved, and sets it once it is let go', async () => {
  const { does, number, main, model_now } = await shownTab()
  const slider = screen.getByLabelText<HTMLInputElement>('Rate', { selector: 'input[type=range]' })
  for (const value of ['40', '60']) await does(() => fireEvent.input(slider, { target: { value } }))
  expect(number('Rate').value).toBe('1000')
  expect(slider.getAttribute('aria-valuetext')).toBe('1,000 tokens/s')
  expect(main.asked('session:set_model')).toEqual([])
  await does(() => slider.dispatchEvent(new Event('change', { bubbles: true })))
  expect(model_now()).toBe('normal?rate=1000')
  expect(main.asked('session:set_model')).toHaveLength(1)
})

test('another seed is one click, and so is the way back to the mode’s own numbers', async () => {
  const { does, number, model_now } = await shownTab({ connection_id, model: 'flood?late=9' })
  const before = number('Seed').value
  await does(() => fireEvent.click(button('Another seed')))
  expect(number('Seed').value).not.toBe(before)
  expect(model_now()).toBe(`flood?seed=${number('Seed').value}&late=9`)
  await does(() => fireEvent.click(button('Reset to the mode’s own numbers')))
  expect(model_now()).toBe('flood')
  expect(button('Reset to the mode’s own numbers').disabled).toBe(true)
})

test('where another model answers, it says which, sends nothing, and offers the simulator', async () => {
  const { does, model_now } = await shownTab({ connection_id: 'gone' as ConnectionId, model: 'qwen3:8b' })
  expect(uses()).toBe('This chat uses qwen3:8b')
  expect(screen.queryByRole('radio')).toBeNull()
  expect(button('Send one').disabled).toBe(true)
  expect(screen.getByText('Test prompts go to the simulator only.')).not.toBeNull()
  await does(() => fireEvent.click(button('Use the simulator in this chat')))
  expect(model_now()).toBe('normal')
  expect(button('Send one').disabled).toBe(false)
})

test('prompts are sent by a click, one series at a time, and leaving the tab ends it', async () => {
  holdTime()
  const { main, does, actions } = await shownTab()
  await does(() => fireEvent.click(button('Send, then stop after 1 s')))
  expect(main.asked('stream:open')).toHaveLength(1)
  expect(button('Send one').getAttribute('aria-disabled')).toBe('true')
  await does(() => fireEvent.click(button('Send one')))
  expect(main.asked('stream:open')).toHaveLength(1)
  expect(screen.getByText('Sent; stopping it after 1 s…')).not.toBeNull()
  await does(() => actions.openPanel('streams'))
  await does(() => actions.openPanel('simulator'))
  expect(screen.getByText('Ended after 1 of 1.')).not.toBeNull()
  expect(main.stream().end).toBeNull()
})

test('a series that is being sent can be ended beside its words', async () => {
  holdTime()
  const { does } = await shownTab()
  await does(() => fireEvent.click(button('Send five, 50 ms apart')))
  await does(() => fireEvent.click(button('End it')))
  expect(screen.getByText('Ended after 1 of 5.')).not.toBeNull()
  expect(screen.queryByRole('button', { name: 'End it' })).toBeNull()
})
