import { fireEvent, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { SYSTEM_PROMPT_MAX_BYTES } from '../../../../src/shared/limits.ts'
import type { Parameters } from '../../../../src/shared/parameters.ts'
import { FakeMain, NO_DETAILS } from '../support/fake-main.ts'
import { stubPage } from '../support/page-stubs.ts'
import { shownWindow } from '../support/shown-window.tsx'

stubPage()

async function openedDialog(parameters: Parameters = { seed: 1 }) {
  const main = new FakeMain()
  const { session_id } = main.addSession('Open')
  main.details.set(session_id, { ...NO_DETAILS, system_prompt: 'Be brief.', parameters })
  main.state = { open_session_id: session_id }
  const window = await shownWindow(main)
  await window.does(() => fireEvent.click(button()))
  return { ...window, session_id }
}

const button = () => screen.getByRole('button', { name: /^Instructions and parameters/ })
const dialog = () => screen.queryByRole('dialog', { name: 'This chat' })
const field = (name: string) => screen.getByRole<HTMLInputElement>('textbox', { name })
const save = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Save' })
const fill = (name: string, value: string): void => void fireEvent.change(field(name), { target: { value } })

test('shows what is set, and saves what was changed, in numbers', async () => {
  const { main, does, session_id } = await openedDialog()
  expect(field('Instructions').value).toBe('Be brief.')
  expect(field('Seed').value).toBe('1')
  fill('Seed', '')
  fill('Temperature', '0,5')
  await does(() => fireEvent.submit(save().form!))
  expect(main.asked('session:configure')).toEqual([
    { session_id, system_prompt: 'Be brief.', parameters: { temperature: 0.5 } },
  ])
  expect(dialog()).toBeNull()
})

test('what has no field here is kept as it was set', async () => {
  const set = { temperature: 1, top_k: 20, min_p: 0.1, stop: ['END'], context_size: 2_048, gpu_layers: 0 }
  const { main, does, session_id } = await openedDialog({ ...set, seed: 1 })
  fill('Seed', '')
  await does(() => fireEvent.submit(save().form!))
  expect(main.asked('session:configure')).toEqual([
    { session_id, system_prompt: 'Be brief.', parameters: set },
  ])
})

test('Esc leaves everything as it was, and stops no answer', async () => {
  const { main, press } = await openedDialog()
  fill('Instructions', 'Other words')
  await press('Escape', field('Instructions'))
  expect(dialog()).toBeNull()
  expect(main.asked('session:configure')).toEqual([])
  expect(main.asked('stream:stop')).toEqual([])
})

test('what is no value is said beside its field, and cannot be saved', async () => {
  const { main, does } = await openedDialog()
  fill('Top p', '1.5')
  expect(field('Top p').getAttribute('aria-invalid')).toBe('true')
  expect(screen.getByText('A number from 0 to 1, or nothing.')).not.toBeNull()
  expect(save().disabled).toBe(true)
  await does(() => fireEvent.submit(save().form!))
  expect(main.asked('session:configure')).toEqual([])
})

test('instructions beyond the limit are told their size before anything is sent', async () => {
  await openedDialog()
  fill('Instructions', 'é'.repeat(SYSTEM_PROMPT_MAX_BYTES / 2 + 1))
  expect(screen.getByText(/^These are 257 KiB; the most that can be kept is 256 KiB/)).not.toBeNull()
  expect(save().disabled).toBe(true)
})

test('what main refuses is said in the dialog, with everything typed still in it', async () => {
  const { main, does } = await openedDialog()
  main.handlers['session:configure'] = () => ({ refused: 'The disk is full.' })
  fill('Instructions', 'Typed')
  await does(() => fireEvent.submit(save().form!))
  expect(screen.getByText('The disk is full.')).not.toBeNull()
  expect(field('Instructions').value).toBe('Typed')
})

test('says which parameters the simulator ignores, and the header says that there are instructions', async () => {
  await openedDialog()
  expect(screen.getAllByText(/The simulator ignores it\.$/)).toHaveLength(2)
  expect(button().getAttribute('aria-label')).toBe('Instructions and parameters: instructions are set')
})
