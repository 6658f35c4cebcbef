import { fireEvent, screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { BackupInfo } from '../../../../src/shared/backup.ts'
import type { TransferState } from '../../../../src/shared/transfer.ts'
import { FakeMain } from '../support/fake-main.ts'
import { stubPage } from '../support/page-stubs.ts'
import { settled } from '../support/settled.ts'
import { shownWindow } from '../support/shown-window.tsx'

stubPage()

const RUNNING: TransferState = {
  transfer_id: 't1',
  kind: 'export',
  done: 0,
  total: 0,
  unit: 'chats',
  elapsed_ms: 0,
  state: 'running',
  outcome: null,
  path: '/x.json',
}
const BACKUP: BackupInfo = {
  name: 'sluice.db.daily-1',
  kind: 'daily',
  created_at: new Date(2026, 10, 30, 14, 5).getTime(),
  bytes: 1_300_000,
}

async function shownPage(main = new FakeMain()) {
  main.handlers['transfer:export'] = () => ({ transfer_id: 't1' })
  main.handlers['transfer:import'] = () => ({ transfer_id: 't1' })
  const window = await shownWindow(main)
  await window.does(() => window.actions.openChats())
  const page = screen.getByRole('dialog', { name: 'Chats and backups' })
  const press = (name: string | RegExp, inside: HTMLElement = page): Promise<void> =>
    window.does(() => fireEvent.click(within(inside).getByRole('button', { name })))
  const tell = (change: Partial<TransferState>): Promise<void> =>
    window.does(() => main.tell('transfer:changed', { ...RUNNING, ...change }))
  const heard = (): string => page.querySelector('output[aria-live]')?.textContent ?? ''
  return { ...window, page, press, tell, heard }
}

test('all chats are asked for in the format that is chosen', async () => {
  const { main, page, press, does } = await shownPage()
  await press('Export all chats…')
  await does(() => fireEvent.click(within(page).getByRole('radio', { name: 'Markdown' })))
  expect(within(page).getByText(/It cannot be imported again/)).not.toBeNull()
  await press('Export all chats…')
  expect(main.asked('transfer:export')).toEqual([
    { session_id: null, format: 'json' },
    { session_id: null, format: 'markdown' },
  ])
})

test('progress stands beside the button of its kind, with rate and time left after a second', async () => {
  const { main, page, press, tell } = await shownPage()
  await press('Export all chats…')
  await tell({})
  expect(within(page).getByRole('progressbar', { name: 'Export' }).hasAttribute('value')).toBe(false)
  await tell({ done: 100, total: 1_000, elapsed_ms: 500 })
  expect(within(page).getByText('Exporting: 100 of 1,000 chats')).not.toBeNull()
  await tell({ done: 500, total: 1_000, elapsed_ms: 2_000 })
  expect(within(page).getByText('Exporting: 500 of 1,000 chats · 250 chats/s · 2.0 s left')).not.toBeNull()
  expect(within(page).getByRole('button', { name: 'Import chats…' }).getAttribute('aria-disabled')).toBe(
    'true',
  )
  await press('Cancel')
  expect(main.asked('transfer:cancel')).toEqual([{ transfer_id: 't1' }])
})

test('what came of it is said once, and is no news when the page is opened again', async () => {
  const { page, press, tell, heard, does, actions, store } = await shownPage()
  await press('Import chats…')
  await tell({ kind: 'import', unit: 'bytes', done: 30, total: 100 })
  expect(heard()).toBe('Importing: 25%')
  await tell({ kind: 'import', unit: 'bytes', done: 40, total: 100 })
  expect(heard()).toBe('Importing: 25%')
  await tell({ kind: 'import', state: 'done', outcome: '3 chats imported.' })
  expect(heard()).toBe('3 chats imported.')
  expect(within(page).getAllByText('3 chats imported.')).toHaveLength(2)
  expect(store.getState().toasts).toEqual([])
  await does(() => actions.openDialog(null))
  await does(() => actions.openChats())
  expect(screen.queryByText('3 chats imported.')).toBeNull()
})

test('with the page closed, the end of what this window began is a notice; another window’s is not', async () => {
  const { tell, press, does, actions } = await shownPage()
  await press('Export all chats…')
  await does(() => actions.openDialog(null))
  await tell({ done: 1, total: 9, elapsed_ms: 1_500 })
  const notices = screen.getByRole('region', { name: 'Notices' })
  expect(within(notices).getByText(/^Exporting: 1 of 9 chats/)).not.toBeNull()
  await tell({ state: 'done', outcome: '9 chats exported to “x.json”.' })
  expect(within(notices).queryByRole('progressbar')).toBeNull()
  expect(within(notices).getByText('9 chats exported to “x.json”.')).not.toBeNull()
  await tell({ transfer_id: 't2', state: 'done', outcome: 'Of another window.' })
  expect(within(notices).queryByText('Of another window.')).toBeNull()
})

test('an end that comes before the answer that it began is told, too', async () => {
  const main = new FakeMain()
  const window = await shownWindow(main)
  main.handlers['transfer:export'] = async () => {
    main.tell('transfer:changed', { ...RUNNING, state: 'done', outcome: '1 chat exported to “x.json”.' })
    await settled()
    return { transfer_id: 't1' }
  }
  await window.does(() => window.actions.exportChats(null, 'json'))
  expect(screen.getByText('1 chat exported to “x.json”.')).not.toBeNull()
})

test('what is refused is told beside its button', async () => {
  const main = new FakeMain()
  const { page, press } = await shownPage(main)
  main.handlers['transfer:import'] = () => ({ refused: 'Another one is under way.' })
  await press('Import chats…')
  expect(within(page).getByRole('alert').textContent).toBe('Another one is under way.')
  main.handlers['transfer:import'] = () => null
  await press('Import chats…')
  expect(within(page).queryByRole('alert')).toBeNull()
})

test('one chat: the dialog names it, asks for a format and closes when it was begun', async () => {
  const main = new FakeMain()
  const { session_id } = main.addSession('About weirs')
  const window = await shownWindow(main)
  await window.does(() => window.actions.askExport(session_id))
  const dialog = screen.getByRole('dialog', { name: 'Export this chat' })
  expect(within(dialog).getByText('About weirs')).not.toBeNull()
  main.handlers['transfer:export'] = () => null
  await window.does(() => fireEvent.click(within(dialog).getByRole('button', { name: 'Export…' })))
  expect(screen.queryByRole('dialog', { name: 'Export this chat' })).not.toBeNull()
  main.handlers['transfer:export'] = () => ({ transfer_id: 't9' })
  await window.does(() => fireEvent.click(within(dialog).getByRole('button', { name: 'Export…' })))
  expect(screen.queryByRole('dialog', { name: 'Export this chat' })).toBeNull()
  expect(main.asked('transfer:export').at(-1)).toEqual({ session_id, format: 'markdown' })
})

test('backups: none yet, then one with when, what and how large', async () => {
  const main = new FakeMain()
  const { page, press, tell } = await shownPage(main)
  expect(within(page).getByText('No backups yet. The first is made within a day of use.')).not.toBeNull()
  main.handlers['backup:list'] = () => [BACKUP]
  await press('Back up now')
  expect(main.asked('backup:make')).toEqual([null])
  await tell({ kind: 'backup', unit: 'pages', state: 'done', outcome: 'The backup is made.' })
  const [row] = within(page).getAllByRole('listitem')
  expect(row?.textContent).toBe('30 Nov 2026, 14:05Daily · 1.2 MiBRestore…')
})

test('a restore asks first, says that the chats of now are kept, and can be declined', async () => {
  const main = new FakeMain()
  main.handlers['backup:list'] = () => [BACKUP]
  const { page, press } = await shownPage(main)
  await press(/^Restore the backup/)
  const question = (): HTMLElement => screen.getByRole('dialog', { name: 'Restore this backup?' })
  expect(question().textContent).toContain('30 Nov 2026, 14:05')
  expect(question().textContent).toContain('The chats of now are kept as a backup, too')
  await press('Cancel', question())
  expect(main.asked('backup:restore')).toEqual([])
  await press(/^Restore the backup/)
  main.handlers['backup:restore'] = () => ({ refused: 'This backup is gone.' })
  await press('Restore and start again', question())
  expect(main.asked('backup:restore')).toEqual([{ name: BACKUP.name }])
  expect(within(page).getByRole('alert').textContent).toBe('This backup is gone.')
})

test('chats that came from a file are in the list, sorted in, known ones once', async () => {
  const main = new FakeMain()
  const old = main.addSession('Old', null, 5_000)
  const window = await shownWindow(main)
  const added = { ...main.summary(old), session_id: 'new-1' as never, title: 'Newer', updated_at: 9_000 }
  await window.does(() =>
    main.tell('sessions:added', [added, { ...main.summary(old), title: 'Old, renamed' }]),
  )
  const rows = [...document.querySelectorAll('[data-row]')].map((row) => row.textContent)
  expect(rows).toEqual(['Newer', 'Old, renamed'])
})
