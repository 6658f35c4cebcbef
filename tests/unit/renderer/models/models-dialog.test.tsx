import { fireEvent, screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { FakeMain } from '../support/fake-main.ts'
import { downloadOf, modelOf } from '../support/fake-models.ts'
import { localModels } from '../support/local-models.ts'
import { stubPage } from '../support/page-stubs.ts'
import { shownWindow } from '../support/shown-window.tsx'
import { SIMULATOR } from '../support/simulator-connection.ts'

stubPage()

const LOCAL = localModels(['good.gguf', 'good'])

async function openedModels(main = new FakeMain()) {
  const window = await shownWindow(main)
  await window.does(() => window.actions.openModels())
  const dialog = screen.getByRole('dialog', { name: 'Models' })
  const press = (name: string | RegExp): Promise<void> =>
    window.does(() => fireEvent.click(within(dialog).getByRole('button', { name })))
  const row = (model: string): HTMLElement => dialog.querySelector<HTMLElement>(`[data-model="${model}"]`)!
  const heard = (): string => dialog.querySelector('output[aria-live]')?.textContent ?? ''
  return { ...window, dialog, press, row, heard }
}

const withModels = (...labels: string[]): FakeMain => {
  const main = new FakeMain()
  main.models.library.models = labels.map((label) => modelOf(label))
  return main
}

test('a model tells what its file says, what it needs of memory, and in its details where it lies', async () => {
  const main = withModels('good')
  main.models.library.models.push(
    modelOf('large', { facts: { ...modelOf('large').facts!, memory_bytes: 22_000_000_000 } }),
    modelOf('fresh', { facts: null, sha256: null }),
    modelOf('broken', { facts: null, problem: 'This file is cut short. Download it again.' }),
  )
  const { row, press, dialog } = await openedModels(main)
  expect(row('good.gguf').textContent).toContain(
    '1.7B · Q8_0 · 1.8 GB · context of 32,768 tokens · Apache-2.0',
  )
  expect(row('good.gguf').textContent).toContain('Needs about 2.9 GB of the 16.0 GB of memory here')
  expect(row('large.gguf').textContent).toContain('more than the 16.0 GB this computer has')
  expect(row('fresh.gguf').textContent).toContain('Reading the file…')
  expect(row('broken.gguf').textContent).toContain('This file is cut short. Download it again.')
  expect(within(dialog).queryByText('/models/good.gguf')).toBeNull()
  await press('Details of good')
  expect(within(dialog).getByText('/models/good.gguf')).not.toBeNull()
  await press('Copy')
  expect(main.asked('clipboard:write')).toEqual([{ text: 'ab12'.repeat(16) }])
  await press('Show good in its folder')
  expect(main.asked('models:show')).toEqual([{ model: 'good.gguf' }])
})

test('a hash is promised only while it is found out', async () => {
  const main = new FakeMain()
  main.models.library.models = [
    modelOf('fresh', { sha256: null, hashing: true }),
    modelOf('broken', { facts: null, problem: 'This file is cut short.', sha256: null }),
    modelOf('unreadable', { sha256: null }),
  ]
  const { row, press } = await openedModels(main)
  for (const name of ['fresh', 'broken', 'unreadable']) await press(`Details of ${name}`)
  expect(row('fresh.gguf').textContent).toContain('SHA-256Not known yet; the file is being read')
  expect(row('broken.gguf').textContent).not.toContain('SHA-256')
  expect(row('unreadable.gguf').textContent).toContain('could not be read to its end')
})

test('what is removed can be brought back where it stood, and outside the dialog, too', async () => {
  const { main, press, dialog, does, actions } = await openedModels(withModels('good', 'other'))
  await press('Remove good')
  expect(main.asked('models:remove')).toEqual([{ model: 'good.gguf' }])
  expect(within(dialog).queryByRole('button', { name: 'Remove good' })).toBeNull()
  expect(within(dialog).getByText('Removed “good”')).not.toBeNull()
  await press('Undo')
  expect(within(dialog).getByRole('button', { name: 'Remove good' })).not.toBeNull()
  expect(within(dialog).queryByText('Removed “good”')).toBeNull()
  await press('Remove other')
  await does(() => actions.openDialog(null))
  await does(() => fireEvent.click(screen.getByRole('button', { name: 'Undo' })))
  expect(main.asked('models:restore')).toEqual([{ model: 'good.gguf' }, { model: 'other.gguf' }])
})

test('what main refuses is said in the dialog, and forgotten with it', async () => {
  const main = withModels('good')
  main.handlers['models:remove'] = () => ({ refused: 'The file is in use.' })
  const { press, dialog, does, actions } = await openedModels(main)
  await press('Remove good')
  expect(within(dialog).getByRole('alert').textContent).toBe('The file is in use.')
  await does(() => actions.openDialog('settings'))
  expect(screen.queryByText('The file is in use.')).toBeNull()
})

test('files are added by the picker; what was refused is told with its name and why', async () => {
  const { main, press, dialog } = await openedModels()
  main.handlers['models:pick'] = () => ({
    added: ['one', 'two', 'three'],
    refused: [{ name: 'notes.txt', why: 'is no GGUF file.' }],
  })
  await press('Add files…')
  expect(within(dialog).getByText('Added one, two and three.')).not.toBeNull()
  expect(within(dialog).getByText('notes.txt').parentElement?.textContent).toBe('notes.txt is no GGUF file.')
  await press('Dismiss')
  expect(within(dialog).queryByText('Added one, two and three.')).toBeNull()
  main.handlers['models:pick'] = () => null
  await press('Add files…')
  expect(within(dialog).queryByText(/Added/)).toBeNull()
})

test('a model that can answer is chosen for this chat, and for new ones where nothing else was', async () => {
  const main = withModels('good', 'unlisted')
  main.connections = [SIMULATOR, LOCAL]
  const { press, dialog, store } = await openedModels(main)
  expect(within(dialog).queryByRole('button', { name: 'Chat with unlisted' })).toBeNull()
  await press('Chat with good')
  expect(store.getState().dialog).toBeNull()
  expect(store.getState().new_chat_model).toEqual({ connection_id: 'local-models', model: 'good.gguf' })
  expect(main.asked('settings:set')).toEqual([
    { default_model: { connection_id: 'local-models', model: 'good.gguf' } },
  ])
})

test('a download shows how far it is, and is paused, resumed and called off in its place', async () => {
  const { main, press, dialog, does } = await openedModels()
  await does(() => main.models.put({ downloads: [downloadOf('a.gguf')] }))
  const bar = within(dialog).getByRole<HTMLProgressElement>('progressbar', { name: 'a.gguf' })
  expect(bar.value).toBe(0.25)
  expect(within(dialog).getByText('500 MB of 2.0 GB · 25 MB/s · 1 min left')).not.toBeNull()
  await press('Pause a.gguf')
  await press('Resume a.gguf')
  await does(() =>
    main.models.put({ downloads: [downloadOf('a.gguf', { state: 'failed', problem: 'The disk is full.' })] }),
  )
  expect(within(dialog).getByRole('alert').textContent).toBe('The disk is full.')
  await press('Resume a.gguf')
  await press('Cancel a.gguf')
  expect(within(dialog).queryByText('a.gguf')).toBeNull()
  const names = main.requests.map(({ name }) => name).filter((name) => name.startsWith('download:'))
  expect(names).toEqual(['download:pause', 'download:resume', 'download:resume', 'download:cancel'])
})

test('a download is heard in quarters and at its end; with the dialog closed its end is a notice', async () => {
  const { main, heard, does, actions } = await openedModels()
  const at = (received_bytes: number): Promise<void> =>
    does(() => main.models.put({ downloads: [downloadOf('a.gguf', { received_bytes })] }))
  await at(0)
  expect(heard()).toBe('Downloading a.gguf')
  await at(400_000_000)
  expect(heard()).toBe('Downloading a.gguf')
  await at(1_100_000_000)
  expect(heard()).toBe('a.gguf: 50%')
  await does(() => actions.openDialog(null))
  expect(screen.getByRole('button', { name: /^Downloading/ }).textContent).toContain('55 %')
  await does(() => main.models.put({ downloads: [], models: [modelOf('a')] }))
  expect(screen.getByText('a is on this computer now.')).not.toBeNull()
  expect(screen.queryByRole('button', { name: /^Downloading/ })).toBeNull()
})

test('a model of the list is downloaded from its makers’ repository, and says so until it is there', async () => {
  const { main, press, dialog } = await openedModels()
  await press('Download Qwen3 4B')
  expect(main.asked('download:start')).toEqual([
    { source: 'Qwen/Qwen3-4B-GGUF', file: 'Qwen3-4B-Q4_K_M.gguf' },
  ])
  expect(within(dialog).queryByRole('button', { name: 'Download Qwen3 4B' })).toBeNull()
  expect(within(dialog).getByText('On its way')).not.toBeNull()
  main.handlers['download:start'] = () => ({ refused: 'There is not enough room on the disk.' })
  await press('Download Qwen3 8B')
  expect(within(dialog).getByRole('alert').textContent).toBe('There is not enough room on the disk.')
})

test('a repository is asked for its files only by a click, and each can be downloaded', async () => {
  const { main, press, dialog } = await openedModels()
  main.models.repository = [
    { file: 'big-Q8_0.gguf', bytes: 60_000_000_000, sha256: null },
    { file: 'small-Q4_K_M.gguf', bytes: 2_500_000_000, sha256: null },
    { file: 'unknown.gguf', bytes: null, sha256: null },
  ]
  const field = within(dialog).getByRole('textbox', { name: 'Repository or address' })
  fireEvent.change(field, { target: { value: 'owner/name' } })
  expect(main.asked('download:files')).toEqual([])
  await press('Show its files')
  expect(main.asked('download:files')).toEqual([{ repository: 'owner/name' }])
  const files = within(dialog).getByRole('list', { name: 'Files of owner/name' })
  expect([...files.children].map((row) => row.querySelector('span')?.textContent)).toEqual([
    'small-Q4_K_M.gguf',
    'big-Q8_0.gguf',
    'unknown.gguf',
  ])
  expect(files.children[1]?.textContent).toContain('more than the 16.0 GB this computer has')
  await press('Download small-Q4_K_M.gguf')
  expect(main.asked('download:start')).toEqual([{ source: 'owner/name', file: 'small-Q4_K_M.gguf' }])
})

test('an address is downloaded with the hash that was given; what cannot be one is said before it is asked for', async () => {
  const { main, press, dialog, does } = await openedModels()
  const field = (name: string): HTMLElement => within(dialog).getByRole('textbox', { name, hidden: true })
  const type = (name: string, value: string): Promise<void> =>
    does(() => fireEvent.change(field(name), { target: { value } }))
  await type('Repository or address', 'http://elsewhere.test/m.gguf')
  expect(field('Repository or address').getAttribute('aria-invalid')).toBe('true')
  await type('Repository or address', 'https://elsewhere.test/m.gguf')
  await type('SHA-256, if you know it', 'abc')
  expect(within(dialog).getByText(/^A SHA-256 has 64 digits/)).not.toBeNull()
  expect(within(dialog).getByRole<HTMLButtonElement>('button', { name: 'Download' }).disabled).toBe(true)
  await type('SHA-256, if you know it', 'AB'.repeat(32))
  await type('Repository or address', 'https://elsewhere.test/m.gguf?token=secret')
  await press('Download')
  expect(main.asked('download:start')).toEqual([
    { source: 'https://elsewhere.test/m.gguf?token=secret', sha256: 'ab'.repeat(32) },
  ])
  expect((field('Repository or address') as HTMLInputElement).value).toBe('')
  // Where it was asked for: the downloads may be out of view.
  expect(within(dialog).getByText('m.gguf is on its way: see Downloads, above.')).not.toBeNull()
  await type('Repository or address', 'o')
  expect(within(dialog).queryByText(/^m.gguf is on its way/)).toBeNull()
})

test('why one source was refused is not said of the next', async () => {
  const main = new FakeMain()
  main.handlers['download:files'] = () => ({ refused: 'The hub could not be asked.' })
  const { dialog, press, does } = await openedModels(main)
  const source = within(dialog).getByRole('textbox', { name: 'Repository or address' })
  await does(() => fireEvent.change(source, { target: { value: 'owner/name' } }))
  await press('Show its files')
  expect(within(dialog).getByRole('alert').textContent).toBe('The hub could not be asked.')
  await does(() => fireEvent.change(source, { target: { value: 'http://example.org/x.gguf' } }))
  expect(within(dialog).queryByRole('alert')).toBeNull()
})

test('the folder is shown and chosen', async () => {
  const { main, press, dialog, does } = await openedModels()
  expect(within(dialog).getByText(/Sluice’s own folder · 120 GB free/)).not.toBeNull()
  await press('Show it: the models folder')
  expect(main.asked('models:show')).toEqual([{ model: null }])
  main.handlers['models:choose_folder'] = () => ({ refused: 'This folder cannot be written to.' })
  await press('Choose another… models folder')
  expect(within(dialog).getByRole('alert').textContent).toBe('This folder cannot be written to.')
  await does(() => main.models.put({ folder: '/big/models', own_folder: false }))
  expect(within(dialog).getByText('/big/models')).not.toBeNull()
})

test('it is reached from the model menu, the settings, the empty chat and by keys', async () => {
  const { store, press, does, actions } = await shownWindow()
  const opened = (): boolean => store.getState().dialog === 'models'
  await does(() => fireEvent.click(screen.getByRole('button', { name: 'Get a model' })))
  expect(opened()).toBe(true)
  await does(() => actions.openDialog('settings'))
  await does(() => fireEvent.click(screen.getByRole('button', { name: 'Models' })))
  expect(opened()).toBe(true)
  await does(() => actions.openDialog(null))
  await press('M', document.body, { ctrlKey: true, shiftKey: true })
  expect(opened()).toBe(true)
})
