// @vitest-environment node
import { expect, test } from 'vitest'
import {
  connectionWords,
  hasRealModel,
  modelFromKey,
  modelKey,
  nameModel,
} from '../../../../../src/renderer/state/models/connections.ts'
import type { ConnectionStatus } from '../../../../../src/shared/engine-info.ts'
import type { ConnectionId } from '../../../../../src/shared/ids.ts'
import { SIMULATOR } from '../../support/simulator-connection.ts'

const ollama: ConnectionStatus = {
  connection_id: 'ollama' as ConnectionId,
  kind: 'ollama',
  name: 'Ollama',
  url: 'http://127.0.0.1:11434',
  key: 'none',
  busy: null,
  status: {
    state: 'ready',
    version: '1',
    models: [{ model: 'qwen3:8b', label: 'Qwen 3', detail: '', continues: true }],
  },
}

test('no choice means the simulator, and it is known as such', () => {
  expect(nameModel([ollama, SIMULATOR], null)).toMatchObject({ label: 'normal', simulator: true })
  expect(nameModel([], null)).toBeNull()
})

test('the simulator is called by its mode and the numbers set in its name, and listed by its mode', () => {
  const named = (model: string) => nameModel([SIMULATOR], { ...SIMULATOR, model })
  expect(named('flood')?.label).toBe('flood')
  expect(named('flood?rate=1000&seed=7')).toMatchObject({
    label: 'flood (rate 1,000, seed 7)',
    listed: { model: 'flood' },
    ref: { model: 'flood?rate=1000&seed=7' },
  })
  expect(named('no-such-mode?rate=1')?.label).toBe('no-such-mode?rate=1')
})

test('a question mark in the name of another model means nothing', () => {
  const model = 'normal?rate=1'
  const odd: ConnectionStatus = {
    ...ollama,
    status: { state: 'ready', version: '1', models: [{ model, label: 'Odd', detail: '', continues: true }] },
  }
  const ref = { connection_id: ollama.connection_id, model }
  expect(nameModel([odd], ref)).toMatchObject({ label: 'Odd', listed: ref })
})

test('a model whose connection is gone keeps its own name', () => {
  const ref = { connection_id: 'gone' as ConnectionId, model: 'llama3' }
  expect(nameModel([SIMULATOR], ref)).toMatchObject({ label: 'llama3', connection: null, simulator: false })
})

test('each state of a connection has its words', () => {
  const words = (status: ConnectionStatus['status'], kind = ollama.kind) => connectionWords({ status, kind })
  expect(words(ollama.status)).toBe('Ready · 1 model')
  expect(words({ state: 'ready', version: '1', models: [] })).toBe('Ready, but it has no models yet')
  expect(words({ state: 'unknown' })).toBe('Not asked yet')
  expect(words({ state: 'checking' })).toBe('Checking…')
  expect(words({ state: 'failed', content: 'Nothing answers.' })).toBe('Nothing answers.')
  expect(words(SIMULATOR.status, 'simulator')).toBe('Built in, not a language model')
})

test('the simulator’s modes do not count as models', () => {
  expect(hasRealModel([SIMULATOR])).toBe(false)
  expect(hasRealModel([SIMULATOR, ollama])).toBe(true)
})

test('a model survives the way through a form, spaces and all', () => {
  const ref = { connection_id: ollama.connection_id, model: 'a model with spaces' }
  expect(modelFromKey(modelKey(ref))).toEqual(ref)
  expect(modelFromKey('')).toBeNull()
})
