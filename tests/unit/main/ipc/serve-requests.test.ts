import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { serveRequests } from '../../../../src/main/ipc/serve-requests.ts'
import type { Asker, Handlers } from '../../../../src/main/ipc/serve-requests.ts'
import type { LogLine } from '../../../../src/main/ports.ts'
import { isOwnPage } from '../../../../src/main/window/app-protocol.ts'
import { REQUEST_NAMES } from '../../../../src/shared/ipc-contract.ts'

type Listener = (event: { senderFrame: unknown; sender: { id: number } }, input: unknown) => Promise<unknown>
const electron = vi.hoisted(() => ({ listeners: new Map<string, unknown>() }))
vi.mock('electron', () => ({
  ipcMain: {
    handle: (name: string, listener: unknown) => void electron.listeners.set(name, listener),
    removeHandler: (name: string) => void electron.listeners.delete(name),
  },
  net: {},
  protocol: {},
}))

const OWN_FRAME = { parent: null, url: 'app://bundle/index.html' }
const SECRET = 'the person’s own words'

let log: LogLine[]
let asked: [string, unknown][]
let askers: number[]
let close: () => void
beforeEach(() => {
  log = []
  asked = []
  askers = []
  const handlers = Object.fromEntries(
    REQUEST_NAMES.map((name) => [
      name,
      (input: unknown, { page_id }: Asker) => {
        asked.push([name, input])
        askers.push(page_id)
        if (name === 'store:retry') throw new Error('no disk')
        if (name === 'connection:detect') return Promise.reject(new Error('no network'))
        return { answered: name }
      },
    ]),
  ) as unknown as Handlers
  close = serveRequests({ handlers, isOurs: isOwnPage, writeLog: (line) => void log.push(line) })
})
afterEach(() => close())

async function ask(name: string, input: unknown, senderFrame: unknown = OWN_FRAME): Promise<unknown> {
  const listener = electron.listeners.get(name) as Listener
  return listener({ senderFrame, sender: { id: 7 } }, input)
}

test('every request of the contract is answered, and none after the door is closed', () => {
  expect([...electron.listeners.keys()]).toEqual(REQUEST_NAMES)
  close()
  expect(electron.listeners.size).toBe(0)
})

test('our own top frame is answered, and who asks is known', async () => {
  const input = { session_id: 'abc', prompt: 'hello' }
  expect(await ask('stream:open', input)).toEqual({ answered: 'stream:open' })
  expect(asked).toEqual([['stream:open', input]])
  expect(askers).toEqual([7])
  expect(log).toEqual([])
})

describe('a sender that is not our own top frame is refused and logged, and no handler hears of it', () => {
  test.each([
    ['a frame that is gone', null],
    ['a frame in our page', { parent: OWN_FRAME, url: 'app://bundle/index.html' }],
    ['another site', { parent: null, url: 'https://example.org/index.html' }],
    ['another host of our scheme', { parent: null, url: 'app://evil/index.html' }],
    ['a host that begins like ours', { parent: null, url: 'app://bundle.evil/index.html' }],
    ['a name in front of another host', { parent: null, url: 'app://bundle@evil/index.html' }],
    ['a file', { parent: null, url: 'file:///app://bundle/index.html' }],
    ['an empty page', { parent: null, url: 'about:blank' }],
    ['a page from a string', { parent: null, url: 'data:text/html,app://bundle/' }],
  ])('%s', async (_what, frame) => {
    await expect(ask('stream:open', { session_id: 'abc', prompt: SECRET }, frame)).rejects.toThrow('refused')
    expect(asked).toEqual([])
    expect(log).toMatchObject([{ event: 'ipc_refused', name: 'stream:open', why: 'sender' }])
    expect(JSON.stringify(log)).not.toContain(SECRET)
  })

  test('its address is cut in the log', async () => {
    const url = `https://example.org/${'x'.repeat(10_000)}`
    await expect(ask('app:state', null, { parent: null, url })).rejects.toThrow('refused')
    expect(String(log[0]?.['url'])).toHaveLength(200)
  })
})

describe('a wrong shape is refused and logged by its place, never by its value', () => {
  test.each([
    ['a missing field', { prompt: SECRET }, 'session_id'],
    ['a field of another type', { session_id: 'abc', prompt: { text: SECRET } }, 'prompt'],
    ['a field too many', { session_id: 'abc', prompt: SECRET, [SECRET]: 1 }, ''],
    ['no object', SECRET, ''],
    ['nothing', undefined, ''],
  ])('%s', async (_what, input, at) => {
    await expect(ask('stream:open', input)).rejects.toThrow('refused: wrong shape')
    expect(asked).toEqual([])
    expect(log).toMatchObject([{ event: 'ipc_refused', why: 'shape', at }])
    expect(JSON.stringify(log)).not.toContain(SECRET)
  })
})

test('a handler that throws or rejects is logged by name and told as a failure', async () => {
  await expect(ask('store:retry', null)).rejects.toThrow('no disk')
  await expect(ask('connection:detect', null)).rejects.toThrow('no network')
  expect(log).toEqual([
    { event: 'ipc_failed', name: 'store:retry', message: 'Error: no disk' },
    { event: 'ipc_failed', name: 'connection:detect', message: 'Error: no network' },
  ])
})
