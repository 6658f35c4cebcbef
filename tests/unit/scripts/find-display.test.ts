import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo, ListenOptions } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { whyNoDisplay } from '../../../scripts/find-display.mjs'

const START = resolve(import.meta.dirname, '../../../scripts/start.mjs')
/** No server of X11 has so high a number. */
const DEAD = ':59000'

async function listening(at: ListenOptions): Promise<AddressInfo | string | null> {
  const server = createServer()
  server.listen(at)
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return server.address()
}

/** A port that would be a display's: above 6,000, as all that the system gives. */
async function xServer(): Promise<number> {
  const address = await listening({ host: '127.0.0.1', port: 0 })
  return (address as AddressInfo).port - 6_000
}

function runtimeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-display-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

test('a display that answers is one, on X11 and on Wayland', async () => {
  const number = await xServer()
  expect(await whyNoDisplay({ DISPLAY: `127.0.0.1:${number}.0` }, 'linux')).toBeNull()
  const folder = runtimeFolder()
  await listening({ path: join(folder, 'wayland-7') })
  const wayland = { WAYLAND_DISPLAY: 'wayland-7', XDG_RUNTIME_DIR: folder }
  expect(await whyNoDisplay(wayland, 'linux')).toBeNull()
  expect(await whyNoDisplay({ ...wayland, DISPLAY: DEAD }, 'linux')).toBeNull()
  expect(await whyNoDisplay({ WAYLAND_DISPLAY: join(folder, 'wayland-7') }, 'linux')).toBeNull()
})

test('one that is only named is told with its name and what to do', async () => {
  for (const DISPLAY of [DEAD, `unix${DEAD}`, '127.0.0.1:1', 'nonsense'])
    expect(await whyNoDisplay({ DISPLAY }, 'linux')).toMatch(
      new RegExp(`^DISPLAY names “${DISPLAY}”, but nothing answers there.*xvfb-run`),
    )
  const env = { WAYLAND_DISPLAY: 'wayland-0', XDG_RUNTIME_DIR: runtimeFolder() }
  expect(await whyNoDisplay(env, 'linux')).toMatch(/^WAYLAND_DISPLAY names “wayland-0”/)
  expect(await whyNoDisplay({}, 'linux')).toBe('There is no display here, so the window cannot be shown.')
  expect(await whyNoDisplay({}, 'darwin')).toBeNull()
})

test.runIf(process.platform === 'linux')(
  'npm start with a display that does not answer says so and runs the stability test',
  async () => {
    const env = { ...process.env, DISPLAY: DEAD, WAYLAND_DISPLAY: '' }
    const start = spawn('node', [START], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    for (const stream of [start.stdout, start.stderr]) stream.on('data', (chunk) => (said += chunk))
    onTestFinished(() => void start.kill('SIGKILL'))
    await expect.poll(() => said.split('\n').length, { timeout: 20_000 }).toBeGreaterThan(4)
    start.kill('SIGTERM')
    await once(start, 'exit')
    expect(said).toMatch(/^DISPLAY names “:59000”.* Running the stability test instead\.\n\n/)
    expect(said).not.toMatch(/ERROR:|Missing X server/)
  },
)
