import { fireEvent, screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { FakeMain } from '../support/fake-main.ts'
import { stubPage } from '../support/page-stubs.ts'
import { shownWindow } from '../support/shown-window.tsx'

stubPage()

const HELD = { dataTransfer: { types: ['Files'], files: [], dropEffect: 'none' } }
const leave = (relatedTarget: Element | null) =>
  fireEvent(document.body, new MouseEvent('dragleave', { bubbles: true, relatedTarget }))
const zone = () => screen.queryByText('Drop model files to add them')
const dropped = (...names: string[]) => ({
  dataTransfer: { types: ['Files'], files: names.map((name) => new File(['x'], name)) },
})

test('files held over the window are told what dropping them does, until they leave it', async () => {
  const { does } = await shownWindow()
  await does(() => fireEvent.dragOver(document.body, { dataTransfer: { types: ['text/plain'] } }))
  expect(zone()).toBeNull()
  await does(() => fireEvent.dragOver(document.body, HELD))
  expect(zone()).not.toBeNull()
  await does(() => leave(document.body))
  expect(zone()).not.toBeNull()
  await does(() => leave(null))
  expect(zone()).toBeNull()
})

test('a drop adds the files by where they lie, opens the models, and the page stays where it is', async () => {
  const main = new FakeMain()
  main.models.paths.set('good.gguf', '/home/good.gguf').set('notes.txt', '/home/notes.txt')
  const { does } = await shownWindow(main)
  let stayed = false
  await does(() => (stayed = !fireEvent.drop(document.body, dropped('good.gguf', 'notes.txt'))))
  expect(stayed).toBe(true)
  expect(main.asked('models:add')).toEqual([{ paths: ['/home/good.gguf', '/home/notes.txt'] }])
  const dialog = screen.getByRole('dialog', { name: 'Models' })
  expect(within(dialog).getByText('Added good.')).not.toBeNull()
  expect(within(dialog).getByText('notes.txt').parentElement?.textContent).toBe(
    'notes.txt It is no model file.',
  )
})

test('where the system does not tell where dropped files lie, it says to use the picker', async () => {
  const { main, does } = await shownWindow()
  await does(() => fireEvent.drop(document.body, dropped('good.gguf')))
  expect(main.asked('models:add')).toEqual([])
  expect(screen.getByRole('alert').textContent).toMatch(/Use “Add files…” instead\.$/)
})
