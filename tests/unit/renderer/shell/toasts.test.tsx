import { fireEvent, screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { FakeMain } from '../support/fake-main.ts'
import { stubPage } from '../support/page-stubs.ts'
import { shownWindow } from '../support/shown-window.tsx'

stubPage()

const REFUSED = 'The disk is full. Make room, then try again.'

async function withSettings() {
  const main = new FakeMain()
  main.handlers['settings:set'] = () => ({ refused: REFUSED })
  const window = await shownWindow(main)
  await window.does(() => window.actions.openDialog('settings'))
  const dialog = screen.getByRole('dialog', { name: 'Settings' })
  const choose = (name: string) =>
    window.does(() => fireEvent.click(within(dialog).getByRole('radio', { name })))
  return { ...window, dialog, choose }
}

test('what is refused in a dialog is said in it, where it can be seen and dismissed, and after it on the page', async () => {
  const { dialog, choose, does, actions } = await withSettings()
  await choose('Dark')
  expect(within(dialog).getByRole('status').textContent).toContain(REFUSED)
  expect(screen.getAllByText(REFUSED)).toHaveLength(1)
  await does(() => actions.openDialog(null))
  expect(screen.getAllByText(REFUSED)).toHaveLength(1)
  screen.getByRole('button', { name: 'Dismiss' }).focus()
  await does(() => fireEvent.click(screen.getByRole('button', { name: 'Dismiss' })))
  expect(screen.queryByText(REFUSED)).toBeNull()
  // The button is gone; the focus is not.
  expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Message' }))
})

test('the same words said twice are one notice', async () => {
  const { choose, store } = await withSettings()
  await choose('Dark')
  await choose('Light')
  expect(store.getState().toasts.map(({ text }) => text)).toEqual([REFUSED])
})
