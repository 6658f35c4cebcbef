import { fireEvent, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { ConnectionStatus } from '../../../../src/shared/engine-info.ts'
import type { ConnectionId } from '../../../../src/shared/ids.ts'
import { FakeMain } from '../support/fake-main.ts'
import { stubPage } from '../support/page-stubs.ts'
import { shownWindow } from '../support/shown-window.tsx'

stubPage()

const ELSEWHERE = 'This is another server: its key has to be typed again.'

async function editedConnection(key: ConnectionStatus['key']) {
  const main = new FakeMain()
  const connection: ConnectionStatus = {
    connection_id: 'one' as ConnectionId,
    kind: 'openai-compatible',
    name: 'Mine',
    url: 'https://models.example.org/v1',
    key,
    busy: null,
    status: { state: 'ready', version: '', models: [] },
  }
  main.connections = [...main.connections, connection]
  const { does, actions } = await shownWindow(main)
  await does(() => actions.openDialog('connections'))
  await does(() => fireEvent.click(screen.getByRole('button', { name: 'Edit Mine' })))
  const field = screen.getByLabelText<HTMLInputElement>('API key, if it needs one')
  const set = (label: string, value: string): Promise<void> =>
    does(() => fireEvent.change(screen.getByLabelText(label), { target: { value } }))
  return {
    field,
    hint: () => document.getElementById(field.getAttribute('aria-describedby') ?? '')?.textContent,
    address: (url: string) => set('Address', url),
    key: (text: string) => set('API key, if it needs one', text),
  }
}

test('a stored key is kept for another path of its server', async () => {
  const { field, hint, address } = await editedConnection('saved')
  await address('https://models.example.org/other/v1')
  expect(field.placeholder).toBe('Leave empty to keep the one there is')
  expect(hint()).toContain('A key is saved')
})

test.each([
  'http://models.example.org/v1',
  'https://models.example.org:8443/v1',
  'https://models.example.com/v1',
])('for another scheme, port or host (%s) a stored key has to be typed again', async (url) => {
  const { field, hint, address, key } = await editedConnection('saved')
  await address(url)
  expect(hint()).toBe(ELSEWHERE)
  expect(field.placeholder).toBe('')
  await key('typed')
  expect(hint()).not.toBe(ELSEWHERE)
  await key('')
  await address('https://models.example.org/v1')
  expect(hint()).toContain('A key is saved')
})

test('half an address is no other server yet', async () => {
  const { hint, address } = await editedConnection('this_run_only')
  await address('htt')
  expect(hint()).toContain('A key is held until Sluice is closed')
})

test('where no key is stored nothing has to be typed again', async () => {
  const { hint, address } = await editedConnection('none')
  await address('https://models.example.com/v1')
  expect(hint()).toContain('Kept on this computer')
})
