import { fireEvent, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { stubPage } from '../support/page-stubs.ts'
import type { ShownWindow } from '../support/shown-window.tsx'
import { shownWindow } from '../support/shown-window.tsx'

stubPage()

async function answering(): Promise<ShownWindow> {
  const shown = await shownWindow()
  await shown.sends('One')
  return shown
}

const running = ({ main }: ShownWindow): boolean => main.stream().end === null

test('Esc stops the answer when nothing lies above it', async () => {
  const shown = await answering()
  await shown.press('Escape')
  expect(shown.main.stream().end?.reason).toBe('stopped')
})

test('Esc closes a menu first, then stops', async () => {
  const shown = await answering()
  const trigger = screen.getByRole('button', { name: /^Model:/ })
  await shown.press('Enter', trigger)
  const menu = screen.getByRole('menu')
  await shown.press('Escape', menu)
  expect(screen.queryByRole('menu')).toBeNull()
  expect(running(shown)).toBe(true)
  await shown.press('Escape', document.body)
  expect(running(shown)).toBe(false)
})

test('Esc closes a dialog first, then stops', async () => {
  const shown = await answering()
  await shown.press(',', shown.box, { ctrlKey: true })
  const dialog = screen.getByRole('dialog', { name: 'Settings' })
  await shown.press('Escape', dialog)
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(running(shown)).toBe(true)
  await shown.press('Escape', document.body)
  expect(running(shown)).toBe(false)
})

test('Esc leaves a renaming first, the old name kept', async () => {
  const shown = await answering()
  await shown.press('F2')
  const field = screen.getByRole('textbox', { name: 'Name of this chat' })
  fireEvent.change(field, { target: { value: 'Other' } })
  await shown.press('Escape', field)
  expect(screen.queryByRole('textbox', { name: 'Name of this chat' })).toBeNull()
  expect(shown.main.asked('session:rename')).toEqual([])
  expect(running(shown)).toBe(true)
})

test('F2 renames, Enter keeps the name', async () => {
  const shown = await answering()
  await shown.press('F2')
  const field = screen.getByRole('textbox', { name: 'Name of this chat' })
  fireEvent.change(field, { target: { value: 'Other' } })
  await shown.press('Enter', field)
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Other')
  expect(shown.main.asked('session:rename')).toMatchObject([{ title: 'Other' }])
})

test('Ctrl N, Ctrl Tab and the menu of the app lead to chats', async () => {
  const shown = await answering()
  await shown.press('n', shown.box, { ctrlKey: true })
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('New chat')
  await shown.press('Tab', shown.box, { ctrlKey: true })
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('One')
  await shown.does(() => shown.main.tell('menu:command', { command: 'new_chat' }))
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('New chat')
})

test('shortcuts do not reach through a dialog', async () => {
  const shown = await answering()
  await shown.press(',', shown.box, { ctrlKey: true })
  await shown.press('n', screen.getByRole('dialog'), { ctrlKey: true })
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('One')
})

test('Ctrl B hides the sidebar and shows it again', async () => {
  const shown = await answering()
  await shown.press('b', shown.box, { ctrlKey: true })
  expect(screen.queryByRole('navigation', { name: 'Chats' })).toBeNull()
  await shown.press('b', shown.box, { ctrlKey: true })
  expect(screen.queryByRole('navigation', { name: 'Chats' })).not.toBeNull()
})
