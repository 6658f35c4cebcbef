import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { ConnectionState, ConnectionStatus } from '../../../../src/shared/engine-info.ts'
import type { ConnectionId } from '../../../../src/shared/ids.ts'
import { DEFAULT_SETTINGS } from '../../../../src/shared/settings.ts'
import { FakeMain } from '../support/fake-main.ts'
import { stubPage } from '../support/page-stubs.ts'
import { shownWindow } from '../support/shown-window.tsx'
import { SIMULATOR } from '../support/simulator-connection.ts'

stubPage()
const connection_id = '00000000-0000-4000-8000-000000000002' as ConnectionId
const QWEN = { model: 'qwen3:8b', label: 'qwen3:8b', detail: '', continues: true }

/** A new chat whose model is one of a server in this state. */
async function newChatOn(status: ConnectionState | null): Promise<string> {
  const main = new FakeMain()
  main.state = { settings: { ...DEFAULT_SETTINGS, default_model: { connection_id, model: QWEN.model } } }
  const server: ConnectionStatus = {
    ...SIMULATOR,
    connection_id,
    kind: 'ollama',
    name: 'Ollama',
    status: { state: 'checking' },
  }
  main.connections = status ? [SIMULATOR, { ...server, status }] : [SIMULATOR]
  await shownWindow(main)
  return screen.getByRole('heading', { level: 2 }).textContent
}

test('a model that is there listens', async () => {
  expect(await newChatOn({ state: 'ready', version: '1', models: [QWEN] })).toBe('qwen3:8b is listening')
})

test('a server that does not answer is not said to listen, and why stands below', async () => {
  expect(await newChatOn({ state: 'failed', content: 'Ollama refused the connection.' })).toBe(
    'Ollama does not answer',
  )
  expect(screen.getByText('Ollama refused the connection.')).toBeDefined()
  expect(screen.getByRole('button', { name: 'Connections' })).toBeDefined()
})

test('neither is a model that its server has no longer', async () => {
  expect(await newChatOn({ state: 'ready', version: '1', models: [] })).toBe('qwen3:8b is not there')
})

test('a model of a connection that was removed cannot be reached', async () => {
  expect(await newChatOn(null)).toBe('qwen3:8b cannot be reached')
})
