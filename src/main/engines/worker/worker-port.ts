import type { FromWorker, ToWorker } from './worker-protocol.ts'

/** An engine process's line to main, the same over utilityProcess and `child_process.fork`. */
export interface WorkerPort {
  send(message: FromWorker): void
  /** Whatever is not in the protocol; only the simulator's garbage mode wants that. */
  sendRaw(value: unknown): void
  onMessage(listener: (message: ToWorker) => void): void
}

/** Electron's addition to `process` in a utilityProcess. */
interface ParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: ToWorker }) => void): void
}

export function openWorkerPort(): WorkerPort {
  const { parentPort } = process as NodeJS.Process & { parentPort?: ParentPort }
  if (parentPort) {
    const sendRaw = (value: unknown): void => parentPort.postMessage(value)
    return {
      send: sendRaw,
      sendRaw,
      onMessage: (listener) => parentPort.on('message', (event) => listener(event.data)),
    }
  }
  // The parent going away is the end; what could not be sent any more is nobody's loss.
  process.on('disconnect', () => process.exit(0))
  const sendRaw = (value: unknown): void => {
    if (process.connected) process.send?.(value, () => {})
  }
  return { send: sendRaw, sendRaw, onMessage: (listener) => process.on('message', listener) }
}
