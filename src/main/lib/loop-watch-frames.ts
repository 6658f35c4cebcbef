import type { Debugger } from 'node:inspector'
import { Session } from 'node:inspector'

const FRAMES_MAX = 5
/**
 * Main hangs in native code when it has not stopped by then: nobody can ask it. Where it hangs, computers are often busy, and
 * before it stops it tells of each of its hundreds of files.
 */
const ASK_LIMIT_MS = 1_000

/**
 * Asks, from another thread, where main's JavaScript is: its innermost functions as "function file:line", joined by " < ".
 * Main is stopped for a moment and let go on. null where there is no inspector, or main is not in JavaScript. Never rejects.
 */
export async function framesOfMain(): Promise<string | null> {
  const session = new Session()
  try {
    session.connectToMainThread()
    return await stoppedAt(session)
  } catch {
    return null
  } finally {
    // The end of the session also lets main go on, and takes back what was not carried out yet.
    session.disconnect()
  }
}

function stoppedAt(session: Session): Promise<string | null> {
  const files = new Map<string, string>()
  session.on('Debugger.scriptParsed', ({ params }) => files.set(params.scriptId, fileName(params.url)))
  return new Promise((resolve) => {
    // After a turn in which what came meanwhile is heard: this thread may not have run either.
    const limit = setTimeout(() => setImmediate(() => resolve(null)), ASK_LIMIT_MS)
    session.on('Debugger.paused', ({ params }) => {
      clearTimeout(limit)
      const frames = params.callFrames.slice(0, FRAMES_MAX).map((frame) => inWords(frame, files))
      resolve(frames.join(' < '))
    })
    session.post('Debugger.enable')
    session.post('Debugger.pause')
  })
}

function inWords({ functionName, location }: Debugger.CallFrame, files: Map<string, string>): string {
  const file = files.get(location.scriptId) ?? ''
  return `${functionName || '(anonymous)'} ${file}:${location.lineNumber + 1}`
}

/** Without its folder, which may hold a person's name; Node's own are `node:…` and stay whole. */
function fileName(url: string): string {
  return url.startsWith('node:') ? url : (url.split(/[/\\]/).at(-1) ?? '')
}
