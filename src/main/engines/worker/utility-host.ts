import { utilityProcess } from 'electron'
import type { ChildHandle, ChildListeners, ProcessHost } from './process-host.ts'

/** Engine processes in the app. `utilityProcess.kill()` is only SIGTERM, so force goes through the pid. */
export class UtilityHost implements ProcessHost {
  #entry: string
  #env: Record<string, string>

  /** `entry`: path of the built worker-entry. `env`: what its processes find beside our own environment. */
  constructor(entry: string, env: Record<string, string> = {}) {
    this.#entry = entry
    this.#env = env
  }

  spawn(args: string[], listeners: ChildListeners): ChildHandle {
    const child = utilityProcess.fork(this.#entry, args, {
      serviceName: 'Sluice engine',
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...this.#env },
    })
    let pid: number | undefined
    let kill_at_spawn = false
    let gone = false
    const kill = (): void => {
      if (gone) return
      if (pid === undefined) kill_at_spawn = true
      else killByPid(pid)
    }
    child.on('spawn', () => {
      pid = child.pid
      if (pid === undefined) return
      listeners.onSpawn(pid)
      if (kill_at_spawn) kill()
    })
    child.on('message', (message: unknown) => listeners.onMessage(message))
    child.stderr?.setEncoding('utf8').on('data', (text: string) => listeners.onStderr(text))
    child.on('exit', (code) => {
      gone = true
      listeners.onExit({ code, signal: null })
    })
    return {
      get pid() {
        return gone ? undefined : pid
      },
      send: (message) => {
        if (!gone) child.postMessage(message)
      },
      kill,
    }
  }
}

function killByPid(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended by itself in between; its exit is told all the same.
  }
}
