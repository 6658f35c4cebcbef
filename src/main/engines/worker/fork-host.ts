import { fork } from 'node:child_process'
import type { ChildHandle, ChildListeners, ProcessHost } from './process-host.ts'

/** Engine processes by `child_process.fork`: unit tests, fault tests and `verify`, where there is no Electron. */
export class ForkHost implements ProcessHost {
  #entry: string
  #env: Record<string, string>

  /** `entry`: path of worker-entry, as source or built. `env`: what its processes find beside our own environment. */
  constructor(entry: string, env: Record<string, string> = {}) {
    this.#entry = entry
    this.#env = env
  }

  spawn(args: string[], listeners: ChildListeners): ChildHandle {
    const child = fork(this.#entry, args, {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, ...this.#env },
    })
    let gone = false
    const exit = (code: number | null, signal: string | null): void => {
      if (gone) return
      gone = true
      listeners.onExit({ code, signal })
    }
    child.on('spawn', () => {
      if (child.pid !== undefined) listeners.onSpawn(child.pid)
    })
    child.on('message', (message) => listeners.onMessage(message))
    child.stderr?.setEncoding('utf8').on('data', (text: string) => listeners.onStderr(text))
    child.on('error', (error) => {
      listeners.onStderr(String(error))
      // A child that could not be spawned never exits.
      if (child.pid === undefined) exit(null, null)
    })
    // Not `exit`: what the process said last may still be in its pipes then.
    child.on('close', exit)
    return {
      get pid() {
        return gone ? undefined : child.pid
      },
      send: (message) => {
        if (child.connected) child.send(message, () => {})
      },
      kill: () => child.kill('SIGKILL'),
    }
  }
}
