// Imported before the entry module of every utility process: gives it process.parentPort.
import { Worker } from 'node:worker_threads'
import type { MessageEvent } from 'electron'
import { KnownEvents } from '../double/emitter.ts'
import { cloned, PortLink } from '../double/message-ports.ts'
import type { ChildMessage } from '../double/utility-process.ts'

class ParentPort extends KnownEvents {
  readonly #early: MessageEvent[] = []
  #listened = false

  constructor() {
    super('parentPort', ['message'])
    this.on('newListener', (event) => {
      if (event === 'message' && !this.#listened) this.#startLater()
    })
  }

  postMessage(message: unknown): void {
    send({ type: 'message', data: cloned(message), ports: [] })
  }

  static receive(port: ParentPort, event: MessageEvent): void {
    if (port.#listened) port.emit('message', event)
    else port.#early.push(event)
  }

  /** Messages sent before the child listened wait for its first listener. */
  #startLater(): void {
    setImmediate(() => {
      this.#listened = true
      for (const event of this.#early.splice(0)) this.emit('message', event)
    })
  }
}

function send(message: ChildMessage): void {
  if (process.connected) process.send?.(message)
}

const ports = new PortLink(send)
const parentPort = new ParentPort()

process.on('message', (message: ChildMessage) => {
  if (message.type === 'message') {
    ParentPort.receive(parentPort, { data: message.data, ports: ports.take(message.ports) })
  } else ports.receive(message)
})
process.on('disconnect', () => process.exit(0))
Object.assign(process, { parentPort, type: 'utility' })
// What this process forks is an ordinary one: it does not inherit what makes this one a utility process.
const own = process.execArgv.indexOf(import.meta.url)
if (own > 0) process.execArgv.splice(own - 1, 2)
watchParent()

/**
 * Electron ends a utility process with its parent even while its JavaScript is busy. A busy loop never sees
 * 'disconnect', so a thread looks at the parent twice a second.
 */
function watchParent(): void {
  if (process.platform === 'win32') return
  const source = `
    const { pid } = process
    const sleep = new Int32Array(new SharedArrayBuffer(4))
    for (;;) {
      Atomics.wait(sleep, 0, 0, 500)
      if (process.ppid !== ${process.ppid}) process.kill(pid, 'SIGKILL')
    }`
  new Worker(source, { eval: true, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: 8 } }).unref()
}
