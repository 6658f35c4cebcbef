import { fireEvent, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { ConnectionStatus } from '../../../../src/shared/engine-info.ts'
import type { ConnectionId } from '../../../../src/shared/ids.ts'
import { SYSTEM_PROMPT_MAX_BYTES } from '../../../../src/shared/limits.ts'
import type { Parameters } from '../../../../src/shared/parameters.ts'
import { FakeMain, NO_DETAILS } from '../support/fake-main.ts'
import { SIMULATOR } from '../support/simulator-connection.ts'
import { stubPage } from '../support/page-stubs.ts'
import { shownWindow } from '../support/shown-window.tsx'

stubPage()

const LOCAL: ConnectionStatus = {
  connection_id: 'llama' as ConnectionId,
  kind: 'llama',
  name: 'This computer',
  url: '',
  key: 'none',
  busy: null,
  status: { state: 'ready', version: '1', models: [] },
}

async function openedDialog(parameters: Parameters = { seed: 1 }, connection: ConnectionStatus = SIMULATOR) {
  const main = new FakeMain()
  main.connections = [SIMULATOR, ...(connection === SIMULATOR ? [] : [connection])]
  const model = { connection_id: connection.connection_id, model: 'normal' }
  const { session_id } = main.addSession('Open', model)
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

test('with a model on this computer, everything it takes has a field', async () => {
  const { main, does, session_id } = await openedDialog({ seed: 1 }, LOCAL)
  expect(screen.queryByText(/ignores/)).toBeNull()
  fill('Top k', '20')
  fill('Min p', '0.1')
  fill('Repeat penalty', '1.2')
  fill('Stop before', 'END\n\\n\\nUser:')
  fill('Context, in tokens', '2048')
  fill('Layers on the graphics card', '0')
  await does(() => fireEvent.submit(save().form!))
  const stop = ['END', '\n\nUser:']
  const given = { seed: 1, top_k: 20, min_p: 0.1, repeat_penalty: 1.2, stop, context_size: 2_048 }
  expect(main.asked('session:configure')).toEqual([
    { session_id, system_prompt: 'Be brief.', parameters: { ...given, gpu_layers: 0 } },
  ])
})

test.each([
  ['ollama', ['Context, in tokens', 'Min p', 'Repeat penalty', 'Stop before', 'Top k']],
  ['openai-compatible', ['Min p', 'Repeat penalty', 'Stop before', 'Top k']],
] as const)(
  '%s has fields for what it takes; what it ignores stays in sight where it was set',
  async (kind, fields) => {
    const server = { ...LOCAL, connection_id: kind as ConnectionId, kind, name: 'My server' }
    await openedDialog({ gpu_layers: 3 }, server)
    for (const name of fields) expect(field(name)).not.toBeNull()
    expect(field('Layers on the graphics card').value).toBe('3')
    expect(screen.getByText(/My server ignores it\.$/)).not.toBeNull()
  },
)

test('what another engine ignores is hidden, but what was set stays in sight, is said to be ignored, and kept', async () => {
  const { main, does, session_id } = await openedDialog({ top_k: 20, stop: ['END'] })
  expect(screen.getByText('Simulator ignores these. They wait for a model that takes them.')).not.toBeNull()
  fill('Stop before', '')
  await does(() => fireEvent.submit(save().form!))
  expect(main.asked('session:configure')).toEqual([
    { session_id, system_prompt: 'Be brief.', parameters: { top_k: 20 } },
  ])
  await does(() => fireEvent.click(button()))
  expect(screen.getByRole('textbox', { name: 'Top k' })).not.toBeNull()
  fill('Top k', '')
  await does(() => fireEvent.submit(save().form!))
  await does(() => fireEvent.click(button()))
  expect(screen.queryByRole('textbox', { name: 'Top k' })).toBeNull()
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
