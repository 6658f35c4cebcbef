import { type ChildProcess, fork } from 'node:child_process'
import { constants } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ForkOptions, MessagePortMain, UtilityProcess } from 'electron'
import { debug } from '../host-log.ts'
import { appEvents } from './app-events.ts'
import { type EmitterKeys, hostEvent, KnownEvents } from './emitter.ts'
import { atExit, isReady } from './lifecycle.ts'
import { cloned, PortLink, type PortMessage } from './message-ports.ts'
import { notInDouble, strict } from './strict.ts'

/** What goes over the child's IPC channel, in both directions. */
export type ChildMessage = { type: 'message'; data: unknown; ports: string[] } | PortMessage

const CHILD_PRELOAD = pathToFileURL(join(import.meta.dirname, '..', 'utility', 'parent-port.ts')).href
const KNOWN_OPTIONS = [
  'env',
  'execArgv',
  'cwd',
  'stdio',
  'serviceName',
  'allowLoadingUnsignedLibraries',
  'disclaim',
]

class UtilityProcessDouble extends KnownEvents implements Partial<Omit<UtilityProcess, EmitterKeys>> {
  pid: number | undefined
  readonly stdout: NodeJS.ReadableStream | null
  readonly stderr: NodeJS.ReadableStream | null
  readonly #child: ChildProcess
  readonly #ports: PortLink

  constructor(child: ChildProcess, serviceName: string | undefined) {
    super('utilityProcess', ['spawn', 'message', 'exit'], ['error', 'login'])
    this.#child = child
    this.#ports = new PortLink((message) => this.#send(message))
    this.stdout = child.stdout
    this.stderr = child.stderr
    child.once('spawn', () => {
      this.pid = child.pid
      this.emit('spawn')
    })
    child.on('message', (message) => this.#onMessage(message as ChildMessage))
    child.on('error', (error) => debug('utility process:', error.message))
    child.once('exit', (code, signal) => this.#onExit(code, signal, serviceName))
  }

  postMessage(message: unknown, transfer: MessagePortMain[] = []): void {
    const data = cloned(message)
    this.#send({ type: 'message', data, ports: this.#ports.give(transfer) })
  }

  /** SIGTERM, which a child may ignore; Electron has no stronger one either. */
  kill(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null && this.#child.kill('SIGTERM')
  }

  #send(message: ChildMessage): void {
    if (this.#child.connected) this.#child.send(message)
  }

  #onMessage(message: ChildMessage): void {
    if (message.type === 'message') this.emit('message', message.data)
    else this.#ports.receive(message)
  }

  #onExit(code: number | null, signal: NodeJS.Signals | null, serviceName: string | undefined): void {
    this.pid = undefined
    this.#ports.dropAll()
    // waitpid's view, as Electron reports it: the signal's number when a signal ended it.
    const exitCode = code ?? constants.signals[signal ?? 'SIGKILL']
    this.emit('exit', exitCode)
    if (exitCode === 0) return
    appEvents.emit('child-process-gone', hostEvent(), {
      type: 'Utility',
      reason: signal ? 'killed' : 'abnormal-exit',
      exitCode,
      serviceName: 'node.mojom.NodeService',
      name: serviceName ?? 'Node Utility Process',
    })
  }
}

function forkUtility(modulePath: string, args: string[] = [], how: ForkOptions = {}): UtilityProcess {
  if (!isReady()) throw new Error('utilityProcess cannot be created before app is ready.')
  for (const key of Object.keys(how)) {
    if (!KNOWN_OPTIONS.includes(key)) throw notInDouble(`utilityProcess.fork option '${key}'`)
  }
  const child = fork(modulePath, args, {
    env: { ...(how.env ?? process.env) },
    execArgv: ['--disable-sigusr1', '--import', CHILD_PRELOAD, ...(how.execArgv ?? [])],
    stdio: [...stdioOf(how.stdio), 'ipc'],
    serialization: 'advanced',
    ...(how.cwd === undefined ? {} : { cwd: how.cwd }),
  })
  const kill = () => child.kill('SIGKILL')
  atExit.add(kill)
  child.once('exit', () => atExit.delete(kill))
  return strict<UtilityProcess>('utilityProcess', new UtilityProcessDouble(child, how.serviceName))
}

type Stdio = 'pipe' | 'ignore' | 'inherit'

/** A utility process has no stdin; 'inherit' is the default of the other two. */
function stdioOf(stdio: ForkOptions['stdio']): Stdio[] {
  const wanted = Array.isArray(stdio) ? stdio : [stdio ?? 'inherit', stdio ?? 'inherit', stdio ?? 'inherit']
  const [, stdout = 'inherit', stderr = 'inherit'] = wanted as Stdio[]
  return ['ignore', stdout, stderr]
}

export const utilityProcess = strict<typeof import('electron').utilityProcess>('utilityProcess', {
  fork: forkUtility,
})
