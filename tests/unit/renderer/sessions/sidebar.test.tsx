import { fireEvent, screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { FakeMain } from '../support/fake-main.ts'
import { stubPage } from '../support/page-stubs.ts'
import { shownWindow } from '../support/shown-window.tsx'
import { PATIENT } from '../support/patient.ts'

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
  await waitFor(() => expect(store.getState().panel).toBe(room), PATIENT)
})

const MANY = 500

async function manyChats() {
  const main = new FakeMain()
  const at = Date.now() - MANY
  for (let index = 0; index < MANY; index++) main.addSession(`Chat ${index}`, null, at + index)
  return shownWindow(main)
}

const exactly = (title: string) => screen.getByRole<HTMLButtonElement>('button', { name: title })
const rows = () => screen.getAllByRole('button').filter((one) => one.dataset['row'])

test('of many chats those in view are drawn, each saying its place among all of them', async () => {
  await manyChats()
  expect(rows().length).toBeLessThan(50)
  expect(rows().length).toBeGreaterThan(10)
  const [first] = screen.getByRole('region', { name: 'Today' }).querySelectorAll('li')
  expect(first?.getAttribute('aria-posinset')).toBe('1')
  expect(first?.getAttribute('aria-setsize')).toBe(`${MANY}`)
})

test('End goes to a chat that was not drawn, and it alone is the Tab stop then', async () => {
  const { press } = await manyChats()
  exactly(`Chat ${MANY - 1}`).focus()
  await press('End', exactly(`Chat ${MANY - 1}`))
  expect(document.activeElement).toBe(exactly('Chat 0'))
  expect(rows().filter((one) => one.tabIndex === 0)).toEqual([exactly('Chat 0')])
  expect(exactly('Chat 0').closest('li')?.getAttribute('aria-posinset')).toBe(`${MANY}`)
})

test('a chat that is deleted elsewhere while its row has the focus leaves it to the one in its place', async () => {
  const { main, does, store } = await manyChats()
  exactly(`Chat ${MANY - 3}`).focus()
  const { session_id } = store.getState().sessions[2]!
  await does(() => main.tell('session:removed', { session_id }))
  expect(screen.queryByRole('button', { name: `Chat ${MANY - 3}` })).toBeNull()
  expect(document.activeElement).toBe(exactly(`Chat ${MANY - 4}`))
})

test('a row that moves to another section keeps the focus', async () => {
  const { does, actions, store } = await manyChats()
  exactly(`Chat ${MANY - 3}`).focus()
  await does(() => actions.pin(store.getState().sessions[2]!.session_id, true))
  const pinned = screen.getByRole('button', { name: new RegExp(`^Chat ${MANY - 3} ?\\(pinned\\)$`) })
  expect(pinned.closest('section')?.getAttribute('aria-label')).toBe('Pinned')
  expect(document.activeElement).toBe(pinned)
})

test('news of one chat changes its row and nothing else of the list', async () => {
  const { main, does, store } = await manyChats()
  const before = rows()
  const { session_id } = store.getState().sessions[4]!
  const changed: Node[] = []
  const watcher = new MutationObserver((records) => changed.push(...records.map((record) => record.target)))
  watcher.observe(document.querySelector('nav section')!, {
    subtree: true,
    childList: true,
    attributes: true,
  })
  await does(() => main.tell('session:activity', { session_id, activity: 'active' }))
  watcher.disconnect()
  expect(rows()).toEqual(before)
  const touched = new Set(changed.map((node) => (node as Element).closest('li')?.dataset['session']))
  expect([...touched]).toEqual([session_id])
})

test('the archive stands in the place of the chats, and its switch keeps the focus', async () => {
  const { does, press, actions, store } = await threeChats()
  expect(screen.queryByRole('button', { name: /^Archived/ })).toBeNull()
  await does(() => actions.archive(store.getState().sessions[1]!.session_id))
  const way = screen.getByRole('button', { name: 'Archived (1)' })
  way.focus()
  await does(() => fireEvent.click(way))
  expect(rows().map((one) => one.title)).toEqual(['Second'])
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Back to the chats' }))
  await does(() => fireEvent.click(row('Second')))
  expect(screen.getByText('This chat is archived. A new message brings it back.')).not.toBeNull()
  row('Second').focus()
  await press('Escape', row('Second'))
  expect(rows().map((one) => one.title)).toEqual(['First', 'Third'])
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Archived (1)' }))
})
