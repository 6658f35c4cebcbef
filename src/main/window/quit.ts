import { app } from 'electron'
import type { WriteLog } from '../ports.ts'

/** Everything is gone by then, whatever an engine or the disk does. */
export const QUIT_WITHIN_MS = 3_000
/** What is left of it for the runtime itself to go. */
const EXIT_MS = 200

export interface QuitOptions {
  /** Ends, saves and closes everything; its own deadlines add up to less than `QUIT_WITHIN_MS`. */
  shutDown: () => Promise<void>
  /** The last resort: takes the engines' processes away. Synchronous. */
  killEverything: () => void
  writeLog: WriteLog
  flushLog: () => void
  /** Ends the process, when all of that is done; `app.exit(0)` when not given. May be told more than once. */
  left?: ((how: { why: string; in_order: boolean }) => void) | undefined
}

/**
 * Quitting: the first request shuts down in order, within 3 s; a second one exits at once. Like leaving a house: lights
 * and doors one after another, but nobody is locked in when a door sticks.
 */
export function ownQuit({ shutDown, killEverything, writeLog, flushLog, left }: QuitOptions): void {
  let quitting = false
  const exit = (why: string, in_order = false): void => {
    killEverything()
    writeLog({ event: 'app_exit', why })
    flushLog()
    if (left) left({ why, in_order })
    else app.exit(0)
  }
  app.on('before-quit', (event) => {
    event.preventDefault()
    if (quitting) return exit('asked twice')
    quitting = true
    const from = performance.now()
    writeLog({ event: 'app_quit' })
    const limit = setTimeout(() => exit('took too long'), QUIT_WITHIN_MS - EXIT_MS)
    shutDown()
      .catch((error: unknown) => writeLog({ event: 'shutdown_failed', message: String(error) }))
      .finally(() => {
        clearTimeout(limit)
        exit(`in order, ${Math.round(performance.now() - from)} ms`, true)
      })
  })
}
