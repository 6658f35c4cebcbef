import type { ToWorker } from './worker-protocol.ts'

export interface ProcessExit {
  code: number | null
  signal: string | null
}

/** A child process, whatever started it. */
export interface ChildHandle {
  /** Undefined until it is spawned and after it is gone. */
  readonly pid: number | undefined
  send(message: ToWorker): void
  /** SIGKILL: nothing in the child can refuse it. One that is still being started is killed then. */
  kill(): void
}

export interface ChildListeners {
  /** Once, when the system has given it a pid; not at all when it cannot be started. */
  onSpawn(pid: number): void
  onMessage(message: unknown): void
  /** Its standard error, for the sentence of a crash. */
  onStderr(text: string): void
  /** Exactly once, after the last message. */
  onExit(exit: ProcessExit): void
}

/** The one port through which processes are started: utilityProcess in the app, `child_process.fork` elsewhere. */
export interface ProcessHost {
  spawn(args: string[], listeners: ChildListeners): ChildHandle
}
