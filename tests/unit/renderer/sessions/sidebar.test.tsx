import { fireEvent, screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { FakeMain } from '../support/fake-main.ts'
import { stubPage } from '../support/page-stubs.ts'
import { shownWindow } from '../support/shown-window.tsx'

stubPage()

async function threeChats() {
  const main = new FakeMain()
  for (const [index, title] of ['Third', 'Second', 'First'].entries()) {
    main.addSession(title, null, Date.now() - 10_000 + index)
  }
  return shownWindow(main)
}

const row = (title: string) =>
  screen.getByRole<HTMLButtonElement>('button', { name: new RegExp(`^${title}`) })

test('the list is one Tab stop, and the arrows move in it', async () => {
  const { press } = await threeChats()
  const stops = screen.getAllByRole('button').filter((one) => one.dataset['row'] && one.tabIndex === 0)
  expect(stops).toHaveLength(1)
  row('First').focus()
  await press('ArrowDown', row('First'))
  expect(document.activeElement).toBe(row('Second'))
  await press('End', row('Second'))
  expect(document.activeElement).toBe(row('Third'))
  await press('ArrowDown', row('Third'))
  expect(document.activeElement).toBe(row('Third'))
})

test('a chat opens, is marked as the current one, and the composer has the focus', async () => {
  const { does, box } = await threeChats()
  await does(() => fireEvent.click(row('Second')))
  expect(row('Second').getAttribute('aria-current')).toBe('page')
  expect(document.activeElement).toBe(box)
})

test('Delete takes a chat away, Undo brings it back, and the focus is never lost', async () => {
  const { press, does } = await threeChats()
  row('Second').focus()
  await press('Delete', row('Second'))
  expect(screen.queryByRole('button', { name: /^Second/ })).toBeNull()
  expect(document.activeElement).toBe(row('Third'))
  await does(() => fireEvent.click(screen.getByRole('button', { name: 'Undo' })))
  expect(row('Second').getAttribute('aria-current')).toBe('page')
})

test('an answer in the background has its own Stop, and the foot counts and stops all', async () => {
  const { main, does, sends, actions } = await threeChats()
  await sends('One')
  await does(() => actions.newChat())
  await sends('Two')
  expect(screen.getByText('2 answering')).not.toBeNull()
  await does(() => fireEvent.click(screen.getByRole('button', { name: 'Stop “One”' })))
  expect(main.streams.map((stream) => stream.end?.reason)).toEqual(['stopped', undefined])
  expect(screen.getByText('1 answering')).not.toBeNull()
  await does(() => fireEvent.click(screen.getByRole('button', { name: 'Stop all' })))
  expect(screen.getByText('Nothing is running')).not.toBeNull()
})

test('an ended answer whose engine is not released is shown as stopping', async () => {
  const { main, does, sends } = await threeChats()
  await sends('One')
  const { session_id } = main.stream().identity
  await does(() => main.tell('session:activity', { session_id, activity: 'stopping' }))
  expect(screen.getByText('1 stopping')).not.toBeNull()
  expect(screen.queryByRole('button', { name: 'Stop “One”' })).toBeNull()
})

test.each([
  ['Inspect streams', 'streams'],
  ['Simulator controls', 'simulator'],
  ['Stability test', 'stability'],
  ['Diagnose', 'diagnosis'],
  ['Save a diagnostics report…', 'diagnosis'],
])('“%s” in the Help menu opens its room', async (name, room) => {
  const { press, does, store } = await threeChats()
  await press('Enter', screen.getByRole('button', { name: 'Help' }))
  await does(() => fireEvent.click(screen.getByRole('menuitem', { name })))
  // The menu gives the focus back first, a moment after it closed.
  await waitFor(() => expect(store.getState().panel).toBe(room))
})
