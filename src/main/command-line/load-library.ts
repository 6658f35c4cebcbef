import { WITHOUT_GRAPHICS } from '../engines/llama/graphics-guard.ts'
import type { ProcessHost } from '../engines/worker/process-host.ts'

const LOADED_WITHIN_MS = 15_000
const ENDED_WITHIN_MS = 2_000

/**
 * Loads llama.cpp as an answer would, in an engine process that is given no model, and ends it. On the processor alone: a
 * graphics driver is the machine's, not the installer's. Rejects with what the process said.
 */
export async function loadLibrary(host: ProcessHost, within_ms = LOADED_WITHIN_MS): Promise<void> {
  const warm = Promise.withResolvers<void>()
  const gone = Promise.withResolvers<void>()
  let words = ''
  const child = host.spawn(['llama', '', String(process.pid), WITHOUT_GRAPHICS], {
    onSpawn: () => {},
    onMessage: (message) => {
      const { type, message: why } = message as { type?: string; message?: string }
      if (type === 'warm') warm.resolve()
      else if (type === 'load_failed') warm.reject(new Error(why))
    },
    onStderr: (text) => (words = (words + text).slice(-500)),
    onExit: ({ code }) => {
      warm.reject(new Error(`the engine process ended with code ${code}. ${words.trim()}`))
      gone.resolve()
    },
  })
  const late = setTimeout(() => warm.reject(new Error('it is not loaded in time')), within_ms)
  try {
    await warm.promise
  } finally {
    clearTimeout(late)
    child.kill()
    const left = setTimeout(gone.resolve, ENDED_WITHIN_MS)
    await gone.promise
    clearTimeout(left)
  }
}
