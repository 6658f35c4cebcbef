import { describe, expect, test } from 'vitest'
import { describeConnection } from '../../../../../src/main/self-test/bundle/describe-connection.ts'
import type { ConnectionStatus } from '../../../../../src/shared/engine-info.ts'
import type { ConnectionId } from '../../../../../src/shared/ids.ts'

function connection(url: string, more: Partial<ConnectionStatus> = {}): ConnectionStatus {
  return {
    connection_id: 'c' as ConnectionId,
    kind: 'openai-compatible',
    name: 'Acme secret box',
    url,
    key: 'saved',
    busy: null,
    status: { state: 'unknown' },
    ...more,
  }
}
const line = (url: string): string => describeConnection(connection(url))

test('says its kind, how it is reached, its key and its state, and neither name nor address', () => {
  expect(line('https://acme.example.com/v1/secret')).toBe(
    'openai-compatible; https, elsewhere, port 443; key: saved; unknown',
  )
  const models = [1, 2].map((n) => ({
    model: `secret-${n}`,
    label: 'Secret',
    detail: 'Secret',
    continues: true,
  }))
  const ready = connection('http://localhost:11434', {
    kind: 'ollama',
    key: 'this_run_only',
    busy: 'Stopped; the server may still be finishing.',
    status: { state: 'ready', version: '0.5.1', models },
  })
  expect(describeConnection(ready)).toBe(
    'ollama; http, this computer (localhost), port 11434; key: held for this run; ready, 2 models, version 0.5.1; may still be finishing',
  )
  const failed = connection('http://10.0.0.9', {
    key: 'none',
    status: { state: 'failed', content: 'Acme said no' },
  })
  expect(describeConnection(failed)).toBe(
    'openai-compatible; http, private network, port 80; key: none; failed',
  )
})

test('a version that is a sentence is not told', () => {
  const status = { state: 'ready' as const, version: 'tell me all', models: [] }
  expect(describeConnection(connection('http://127.0.0.1:1', { status }))).toMatch(/ready, 0 models$/)
})

test('the simulator has no address', () => {
  const status = { state: 'ready' as const, version: '0.1.0', models: [] }
  const simulator = connection('', { kind: 'simulator', name: 'Simulator', key: 'none', status })
  expect(describeConnection(simulator)).toBe('simulator; ready, 0 models, version 0.1.0')
})

describe('where a server is', () => {
  test.each([
    ['http://127.0.0.1:1', 'this computer (127.0.0.1)'],
    ['http://127.9.8.7:1', 'this computer (127.9.8.7)'],
    ['http://[::1]:1', 'this computer (::1)'],
    ['http://zoe.localhost:1', 'this computer (localhost)'],
    ['http://10.1.2.3:1', 'private network'],
    ['http://172.16.0.1:1', 'private network'],
    ['http://172.31.255.1:1', 'private network'],
    ['http://192.168.1.7:1', 'private network'],
    ['http://169.254.1.1:1', 'private network'],
    ['http://100.64.0.1:1', 'private network'],
    ['http://[fd12::1]:1', 'private network'],
    ['http://[fe80::1]:1', 'private network'],
    ['http://box:1', 'private network'],
    ['http://box.local:1', 'private network'],
    ['http://172.32.0.1:1', 'elsewhere'],
    ['http://100.128.0.1:1', 'elsewhere'],
    ['http://8.8.8.8:1', 'elsewhere'],
    ['http://[2001:db8::1]:1', 'elsewhere'],
    ['https://127.0.0.1.example.com:1', 'elsewhere'],
    ['https://me:secret@models.example.org:1/secret?secret', 'elsewhere'],
  ])('%s', (url, where) => {
    expect(line(url)).toBe(`openai-compatible; ${url.split(':')[0]}, ${where}, port 1; key: saved; unknown`)
  })

  test('what is no address is said to be none', () => {
    expect(line('my secret')).toContain('; an address that is none; ')
    expect(line('file:///my/secret')).toContain('; an address that is none; ')
  })
})
