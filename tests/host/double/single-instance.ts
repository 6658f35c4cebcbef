import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { realpathSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import codec from '../page/structured-codec.cjs'
import { appEvents } from './app-events.ts'
import { getPath } from './app-paths.ts'
import { hostEvent } from './emitter.ts'
import { atExit, options } from './lifecycle.ts'

let server: Server | undefined

export const hasLock = () => server !== undefined

export function releaseLock(): void {
  server?.close()
  server = undefined
}

/** One lock per user data folder. The loser hands over its command line before it learns that it lost. */
export function requestLock(data: unknown): boolean {
  if (server) return true
  const address = lockAddress()
  server = listen(address)
  if (server) return true
  if (tellHolder(address, data)) return false
  // A socket file outlives its process where sockets are files.
  if (process.platform === 'darwin') rmSync(address, { force: true })
  server = listen(address)
  return server !== undefined
}

/** Linux sockets in the abstract namespace and Windows pipes vanish with their process; macOS has files only. */
function lockAddress(): string {
  const folder = realpathSync(getPath('userData'))
  const key = createHash('sha256')
    .update(`${process.getuid?.() ?? ''}:${folder}`)
    .digest('hex')
    .slice(0, 32)
  if (process.platform === 'linux') return `\0sluice-host-${key}`
  if (process.platform === 'win32') return `\\\\.\\pipe\\sluice-host-${key}`
  return join(folder, 'host.sock')
}

/** Binding a pipe happens inside listen(); only the error would be reported later. */
function listen(address: string): Server | undefined {
  const candidate = createServer({ allowHalfOpen: true }, (socket) => {
    let text = ''
    socket.setEncoding('utf8')
    socket.on('error', () => {})
    socket.on('data', (chunk: string) => (text += chunk))
    socket.on('end', () => {
      socket.end('ok')
      reportSecondInstance(text)
    })
  })
  candidate.on('error', () => {})
  candidate.listen(address)
  if (!candidate.listening) return undefined
  candidate.unref()
  atExit.add(() => candidate.close())
  return candidate
}

function reportSecondInstance(text: string): void {
  if (text === '') return
  const { argv, cwd, data } = JSON.parse(text) as { argv: string[]; cwd: string; data: never }
  appEvents.emit('second-instance', hostEvent(), argv, cwd, codec.decode(data))
}

/** The answer must be known before requestSingleInstanceLock returns, so a short-lived Node asks. */
function tellHolder(address: string, data: unknown): boolean {
  const argv = [process.argv[0], ...options.appArgs]
  const message = JSON.stringify({ argv, cwd: process.cwd(), data: codec.encode(data) })
  const script = `
    const socket = require('node:net').connect(${JSON.stringify(address)}, () => socket.end(${JSON.stringify(message)}))
    socket.on('error', () => process.exit(9)).on('close', () => process.exit(0)).resume()`
  const asked = spawnSync(process.execPath, ['-e', script], { env: {}, timeout: 5_000, stdio: 'ignore' })
  // A holder that does not answer in time still holds the lock.
  return asked.status === 0 || asked.signal !== null
}
