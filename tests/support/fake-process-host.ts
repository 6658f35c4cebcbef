import type { ChildHandle, ChildListeners, ProcessHost } from '../../src/main/engines/worker/process-host.ts'
import type { ToWorker } from '../../src/main/engines/worker/worker-protocol.ts'

/** A process in a test's hands, for what no real one does on demand (surviving SIGKILL). Real ones are in tests/faults. */
export class FakeChild implements ChildHandle {
  readonly sent: ToWorker[] = []
  readonly args: string[]
  pid: number | undefined
  killed = 0
  /** A process the kernel holds: SIGKILL does not end it. */
  survives = false
  #listeners: ChildListeners

  constructor(pid: number, args: string[], listeners: ChildListeners) {
    this.pid = pid
    this.args = args
    this.#listeners = listeners
  }

  send(message: ToWorker): void {
    this.sent.push(message)
  }

  kill(): void {
    this.killed++
    if (!this.survives) queueMicrotask(() => this.exit(null, 'SIGKILL'))
  }

  say(message: unknown): void {
    this.#listeners.onMessage(message)
  }

  /** Writes to its standard error. */
  complain(text: string): void {
    this.#listeners.onStderr(text)
  }

  exit(code: number | null, signal: string | null = null): void {
    if (this.pid === undefined) return
    this.pid = undefined
    this.#listeners.onExit({ code, signal })
  }

  /** The messages of one type it was sent. */
  sentOf<Type extends ToWorker['type']>(type: Type): Extract<ToWorker, { type: Type }>[] {
    return this.sent.filter((message): message is Extract<ToWorker, { type: Type }> => message.type === type)
  }
}

export class FakeProcessHost implements ProcessHost {
  readonly children: FakeChild[] = []

  spawn(args: string[], listeners: ChildListeners): FakeChild {
    const child = new FakeChild(1_000 + this.children.length, args, listeners)
    this.children.push(child)
    listeners.onSpawn(child.pid ?? 0)
    return child
  }

  get last(): FakeChild {
    const child = this.children.at(-1)
    if (!child) throw new Error('no process was started')
    return child
  }
}
