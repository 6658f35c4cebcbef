import { fireEvent, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { DEFAULT_SETTINGS } from '../../../../src/shared/settings.ts'
import { stubPage } from '../support/page-stubs.ts'
import { shownWindow } from '../support/shown-window.tsx'

stubPage()

async function openedSettings() {
  const window = await shownWindow()
  await window.does(() => window.actions.openDialog('settings'))
  const saved = () => window.main.asked('settings:set')
  return { ...window, saved }
}

const local = DEFAULT_SETTINGS.local_models
const hub = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Download models from' })

test('how long a model stays loaded is chosen, never included', async () => {
  const { does, saved } = await openedSettings()
  const field = screen.getByRole<HTMLSelectElement>('combobox', { name: 'Unload a model after' })
  expect(field.selectedOptions[0]?.textContent).toBe('10 minutes')
  await does(() => fireEvent.change(field, { target: { value: 'null' } }))
  expect(saved()).toEqual([{ local_models: { ...local, unload_after_ms: null } }])
})

test('a mirror is saved on leaving its field, without the slash at its end', async () => {
  const { does, saved } = await openedSettings()
  fireEvent.change(hub(), { target: { value: ' https://mirror.test/hub/ ' } })
  expect(saved()).toEqual([])
  await does(() => fireEvent.blur(hub()))
  expect(saved()).toEqual([{ local_models: { ...local, hub_url: 'https://mirror.test/hub' } }])
})

test('what can be no hub is said and not saved; nothing is the hub itself', async () => {
  const { does, saved } = await openedSettings()
  fireEvent.change(hub(), { target: { value: 'http://mirror.test' } })
  await does(() => fireEvent.blur(hub()))
  expect(hub().getAttribute('aria-invalid')).toBe('true')
  expect(screen.getByText(/What was there before stays\.$/)).not.toBeNull()
  fireEvent.change(hub(), { target: { value: '' } })
  await does(() => fireEvent.blur(hub()))
  expect(saved()).toEqual([])
})

test('the folder is chosen and shown there, too; why it was not is said beside it', async () => {
  const { main, does } = await openedSettings()
  main.handlers['models:choose_folder'] = () => ({ refused: 'This folder cannot be written to.' })
  await does(() => fireEvent.click(screen.getByRole('button', { name: 'Choose… the models folder' })))
  expect(screen.getByRole('alert').textContent).toBe('This folder cannot be written to.')
  await does(() => fireEvent.click(screen.getByRole('button', { name: 'Show the models folder' })))
  expect(main.asked('models:show')).toEqual([{ model: null }])
})
