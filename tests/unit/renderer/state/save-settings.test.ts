// @vitest-environment node
import { expect, test } from 'vitest'
import type { Requests } from '../../../../src/shared/ipc-contract.ts'
import { DEFAULT_SETTINGS } from '../../../../src/shared/settings.ts'
import { settled } from '../support/settled.ts'
import { startedApp } from '../support/started-app.ts'

type Reply = Requests['settings:set']['output']

/** An app whose main answers each change of settings when the test says so, in the order they were asked. */
async function askingApp() {
  const app = await startedApp()
  const replies: ((reply: Reply) => void)[] = []
  app.main.handlers['settings:set'] = () => new Promise((resolve) => replies.push(resolve))
  const answer = async (index: number, reply: Reply): Promise<void> => {
    replies[index]?.(reply)
    await settled()
  }
  const save = async (...input: Parameters<typeof app.actions.saveSettings>): Promise<void> => {
    app.actions.saveSettings(...input)
    await settled()
  }
  return { app, save, answer, settings: () => app.store.getState().settings }
}

const REFUSED = { refused: 'The disk is full.' }

test('a refused change goes back alone; what was changed beside it stays', async () => {
  const { app, save, answer, settings } = await askingApp()
  await save({ theme: 'dark' })
  await save({ sidebar_hidden: true })
  await answer(1, { ...DEFAULT_SETTINGS, sidebar_hidden: true })
  await answer(0, REFUSED)
  expect(settings()).toMatchObject({ theme: 'system', sidebar_hidden: true })
  expect(app.store.getState().toasts.map((toast) => toast.text)).toEqual(['The disk is full.'])
})

test('a key that was changed again meanwhile is not taken back', async () => {
  const { save, answer, settings } = await askingApp()
  await save({ theme: 'dark' })
  await save({ theme: 'light' })
  await answer(0, REFUSED)
  expect(settings().theme).toBe('light')
})

test('two refused changes of one key end where it stood before both', async () => {
  const { save, answer, settings } = await askingApp()
  await save({ theme: 'dark' })
  await save({ theme: 'light' })
  await answer(0, REFUSED)
  await answer(1, REFUSED)
  expect(settings().theme).toBe('system')
})

test('what another window set meanwhile stands', async () => {
  const { app, save, answer, settings } = await askingApp()
  await save({ theme: 'dark' })
  app.main.tell('settings:changed', { ...DEFAULT_SETTINGS, theme: 'light' })
  await answer(0, REFUSED)
  expect(settings().theme).toBe('light')
})
