import type { WriteLog } from '../../ports.ts'
import { NO_MEMORY } from '../worker/crash-sentence.ts'
import type { ChildHandle, ChildListeners, ProcessHost } from '../worker/process-host.ts'

/** The last argument of a process that is to leave the graphics card alone. */
export const WITHOUT_GRAPHICS = 'without-graphics'

/**
 * A graphics driver that crashes takes each process along that loads it, before a word is written. So after a process that ended
 * by itself before it had loaded a model, the next ones work on the processor alone, until the app is started again.
 */
export class GraphicsGuard implements ProcessHost {
  #host: ProcessHost
  #log: WriteLog
  #without = false

  constructor(host: ProcessHost, log: WriteLog) {
    this.#host = host
    this.#log = log
  }

  spawn(args: string[], listeners: ChildListeners): ChildHandle {
    const watched = new Watched()
    const child = this.#host.spawn(this.#without ? [...args, WITHOUT_GRAPHICS] : args, {
      onSpawn: (pid) => listeners.onSpawn(pid),
      onMessage: (message) => {
        watched.hear(message)
        listeners.onMessage(message)
      },
      onStderr: (text) => {
        watched.words = (watched.words + text).slice(-1_000)
        listeners.onStderr(text)
      },
      onExit: (exit) => {
        // SIGKILL that is not ours is the system's, short of memory.
        const crashed = !watched.expected && exit.code !== 0 && exit.signal !== 'SIGKILL'
        if (crashed && !NO_MEMORY.test(watched.words)) this.#leaveGraphics()
        listeners.onExit(exit)
      },
    })
    return {
      get pid() {
        return child.pid
      },
      send: (message) => {
        if (message.type === 'exit') watched.expected = true
        child.send(message)
      },
      kill: () => {
        watched.expected = true
        child.kill()
      },
    }
  }

  #leaveGraphics(): void {
    if (this.#without) return
    this.#without = true
    this.#log({ event: 'engine_without_graphics' })
  }
}

class Watched {
  /** Its end would say nothing of a driver. */
  expected = false
  words = ''

  hear(message: unknown): void {
    const type = typeof message === 'object' && message !== null && 'type' in message ? message.type : null
    if (type === 'ready' || type === 'load_failed') this.expected = true
  }
}
