// @vitest-environment node
import { expect, test, vi } from 'vitest'
import type { Bridge, BroadcastName, RequestName } from '../../../src/shared/ipc-contract.ts'

const electron = vi.hoisted(() => ({
  exposed: new Map<string, unknown>(),
  invoked: [] as unknown[][],
  listeners: new Map<string, (...input: unknown[]) => void>(),
}))

vi.mock('electron', () => ({
  contextBridge: {
    exposeInMainWorld: (name: string, value: unknown) => electron.exposed.set(name, value),
  },
  ipcRenderer: {
    invoke: (...input: unknown[]) => {
      electron.invoked.push(input)
      return Promise.resolve('reply')
    },
    on: (name: string, listener: (...input: unknown[]) => void) => electron.listeners.set(name, listener),
    removeListener: (name: string) => electron.listeners.delete(name),
  },
  webUtils: { getPathForFile: (file: File) => `/dropped/${file.name}` },
}))

await import('../../../src/preload/index.ts')
const bridge = electron.exposed.get('sluice') as Bridge

test('a request goes to main under its own name', async () => {
  expect(await bridge.request('app:state', null)).toBe('reply')
  expect(electron.invoked).toEqual([['app:state', null]])
})

test('names that are not in the contract are refused', async () => {
  await expect(bridge.request('shell:run' as RequestName, null)).rejects.toThrow('unknown request: shell:run')
  expect(() => bridge.on('secret' as BroadcastName, () => {})).toThrow('unknown broadcast: secret')
  expect(electron.invoked.flat()).not.toContain('shell:run')
})

test('a listener gets the payload and never the event, which would hand it ipcRenderer', () => {
  const heard: unknown[][] = []
  const off = bridge.on('store:unsaved', (...input) => heard.push(input))
  electron.listeners.get('store:unsaved')?.({ sender: 'ipcRenderer' }, { count: 1 })
  expect(heard).toEqual([[{ count: 1 }]])
  off()
  expect(electron.listeners.has('store:unsaved')).toBe(false)
})

test('a dropped file is told by where it lies', () => {
  expect(bridge.pathOf(new File([], 'm.gguf'))).toBe('/dropped/m.gguf')
})
