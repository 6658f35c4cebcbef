import { fireEvent, screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { FakeMain } from '../support/fake-main.ts'
import { localModels } from '../support/local-models.ts'
import { stubPage } from '../support/page-stubs.ts'
import { shownWindow } from '../support/shown-window.tsx'
import { SIMULATOR } from '../support/simulator-connection.ts'

stubPage()

const LOCAL = localModels(['qwen.gguf', 'Qwen3 8B'], ['phi.gguf', 'Phi-3 mini'])

/** Phi answers in one chat; Qwen waits for its room in the one on screen. */
async function waiting({ of_its_own = true } = {}) {
  const main = new FakeMain()
  main.connections = [SIMULATOR, LOCAL]
  const phi = { connection_id: LOCAL.connection_id, model: 'phi.gguf' }
  const other = main.addSession('Rivers', of_its_own ? phi : null)
  const mine = main.addSession('Locks', { connection_id: LOCAL.connection_id, model: 'qwen.gguf' })
  main.state = { open_session_id: mine.session_id }
  const window = await shownWindow(main)
  if (!of_its_own) {
    await window.does(() =>
      window.store.setState(({ settings }) => ({ settings: { ...settings, default_model: phi } })),
    )
  }
  await window.does(() => main.open(other.session_id, 'Go on', null).status({ status: 'writing' }))
  await window.sends('Mine')
  const stream = main.stream(mine.session_id)
  const waits = { status: 'waiting', position: 1, for_room_of: 'phi.gguf' } as const
  await window.does(() => stream.status(waits))
  const press = (name: string): Promise<void> =>
    window.does(() => fireEvent.click(screen.getByRole('button', { name })))
  const question = () => screen.queryByRole('dialog', { name: 'Make room for another model?' })
  return { ...window, stream, press, question }
}

test('names both models and the chat, and what either choice does', async () => {
  const { press, question } = await waiting()
  expect(screen.getByText(/^Waiting for memory: Phi-3 mini is answering/)).not.toBeNull()
  await press('Make room…')
  const words = question()?.textContent
  expect(words).toContain('Qwen3 8B and Phi-3 mini do not fit into memory together')
  expect(words).toContain('answering in “Rivers”')
  expect(words).toContain('what it wrote stays')
})

test('names the chat also when it has no model of its own and asks the one of new chats', async () => {
  const { press, question } = await waiting({ of_its_own: false })
  await press('Make room…')
  expect(question()?.textContent).toContain('answering in “Rivers”')
})

test('waiting and Esc change nothing; the answer goes on waiting', async () => {
  const { main, press, question } = await waiting()
  await press('Make room…')
  await press('Wait')
  expect(question()).toBeNull()
  await press('Make room…')
  fireEvent.keyDown(question()!, { key: 'Escape' })
  expect(main.asked('engine:make_room')).toEqual([])
  expect(main.asked('stream:stop')).toEqual([])
})

test('stopping the other asks main for its room', async () => {
  const { main, press, question, stream } = await waiting()
  await press('Make room…')
  await press('Stop Phi-3 mini')
  const { stream_id } = stream.identity
  expect(main.asked('engine:make_room')).toEqual([{ stream_id, for_room_of: 'phi.gguf' }])
  expect(question()).toBeNull()
})

test('the question goes away by itself once there is room', async () => {
  const { press, question, does, stream, store } = await waiting()
  await press('Make room…')
  await does(() => stream.status({ status: 'loading', percent: 5 }))
  expect(question()).toBeNull()
  expect(store.getState().dialog).toBeNull()
  expect(screen.queryByRole('button', { name: 'Make room…' })).toBeNull()
})

test('while it is asked, keys for the page do nothing', async () => {
  const { press, question, store } = await waiting()
  await press('Make room…')
  fireEvent.keyDown(within(question()!).getByRole('button', { name: 'Wait' }), { key: 'n', ctrlKey: true })
  expect(store.getState().open_session_id).not.toBeNull()
})
