import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { KeyVault } from '../../../../src/main/store/connections.ts'
import { SIMULATOR_ID } from '../../../../src/main/store/connections.ts'
import { tempStore } from './temp-store.ts'

const input = { kind: 'ollama', name: 'At home', url: 'http://127.0.0.1:11434' } as const

/** Turns each byte around; `broken` is the vault of another computer. */
function vault(broken = false): KeyVault {
  const turned = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte ^ 0xff)
  return {
    available: () => true,
    encrypt: (text) => turned(new TextEncoder().encode(text)),
    decrypt: (bytes) => {
      if (broken) throw new Error('not mine')
      return new TextDecoder().decode(turned(bytes))
    },
  }
}

test('the simulator is always there, first, and can be neither edited nor removed', async () => {
  const { connections } = await tempStore({ file: ':memory:' })
  const simulator = {
    connection_id: SIMULATOR_ID,
    kind: 'simulator',
    name: 'Simulator',
    url: '',
    key: 'none',
  }
  expect(connections.list()).toEqual([simulator])
  await expect(connections.edit(SIMULATOR_ID, input)).rejects.toMatchObject({ kind: 'fixed' })
  await expect(connections.remove(SIMULATOR_ID)).rejects.toMatchObject({ kind: 'fixed' })
  const added = await connections.add(input)
  expect(connections.list()).toEqual([simulator, added])
})

test('a key is saved encrypted, is never listed, and is readable after the next start', async () => {
  const first = await tempStore({ vault: vault() })
  const added = await first.connections.add({ ...input, key: 'sk-very-secret' })
  expect(added).toEqual({ ...input, connection_id: added.connection_id, key: 'saved' })
  expect(JSON.stringify(first.connections.list())).not.toContain('secret')
  await first.dispose()
  expect(readFileSync(first.file).includes('secret')).toBe(false)
  const second = await tempStore({ file: first.file, vault: vault() })
  expect(second.connections.get(added.connection_id)).toEqual(added)
  expect(second.connections.keyOf(added.connection_id)).toBe('sk-very-secret')
})

test('without a vault a key is held for this run only and never touches the disk', async () => {
  const first = await tempStore()
  const added = await first.connections.add({ ...input, key: 'sk-very-secret' })
  expect(added.key).toBe('this_run_only')
  expect(first.connections.keyOf(added.connection_id)).toBe('sk-very-secret')
  await first.dispose()
  expect(readFileSync(first.file).includes('secret')).toBe(false)
  const second = await tempStore({ file: first.file })
  expect(second.connections.get(added.connection_id)?.key).toBe('none')
  expect(second.connections.keyOf(added.connection_id)).toBeNull()
})

test('editing without a key keeps it, an empty key removes it', async () => {
  const { connections } = await tempStore({ file: ':memory:', vault: vault() })
  const { connection_id } = await connections.add({ ...input, key: 'k' })
  const renamed = await connections.edit(connection_id, { ...input, name: 'Upstairs' })
  expect(renamed).toMatchObject({ name: 'Upstairs', key: 'saved' })
  expect(connections.keyOf(connection_id)).toBe('k')
  expect(await connections.edit(connection_id, { ...input, key: '' })).toMatchObject({ key: 'none' })
  expect(connections.keyOf(connection_id)).toBeNull()
})

test('a key typed while the vault is away replaces the saved one, for this run', async () => {
  let there = true
  const { connections } = await tempStore({
    file: ':memory:',
    vault: { ...vault(), available: () => there },
  })
  const { connection_id } = await connections.add({ ...input, key: 'old' })
  there = false
  expect(await connections.edit(connection_id, { ...input, key: 'new' })).toMatchObject({
    key: 'this_run_only',
  })
  expect(connections.keyOf(connection_id)).toBe('new')
})

test('a key the vault cannot read counts as none and is logged', async () => {
  const first = await tempStore({ vault: vault() })
  const { connection_id } = await first.connections.add({ ...input, key: 'k' })
  await first.dispose()
  const second = await tempStore({ file: first.file, vault: vault(true) })
  expect(second.connections.keyOf(connection_id)).toBeNull()
  expect(second.log.at(-1)).toMatchObject({ event: 'connection_key_unreadable', detail: 'not mine' })
})

test('a removed connection is gone, also for the next start', async () => {
  const first = await tempStore()
  const { connection_id } = await first.connections.add({ ...input, key: 'k' })
  await first.connections.remove(connection_id)
  expect(first.connections.get(connection_id)).toBeNull()
  expect(first.connections.keyOf(connection_id)).toBeNull()
  await expect(first.connections.remove(connection_id)).rejects.toMatchObject({ kind: 'missing' })
  await first.dispose()
  const second = await tempStore({ file: first.file })
  expect(second.connections.get(connection_id)).toBeNull()
})
