import { Worker } from 'node:worker_threads'
import type { Undo } from '../lib/clock.ts'

/** Runs in a thread of its own: it needs nothing of a main thread that stands still. */
const GUARD = `
const { rmSync, writeSync } = require('node:fs')
const { workerData } = require('node:worker_threads')
setTimeout(() => {
  try { writeSync(2, workerData.says + '\\n') } catch {}
  try { rmSync(workerData.folder, { recursive: true, force: true }) } catch {}
  process.kill(process.pid, 'SIGKILL')
}, workerData.within_ms)
`

export interface HangGuard {
  within_ms: number
  /** Removed before the end. */
  folder: string
  /** The sentence on stderr. */
  says: string
}

/** The last resort: ends this process when its time is up, even one that hangs in a dialog or an endless loop. */
export function guardAgainstHang({ within_ms, folder, says }: HangGuard): Undo {
  const guard = new Worker(GUARD, { eval: true, execArgv: [], workerData: { within_ms, folder, says } })
  guard.unref()
  // A thread that cannot be had must not fail a run that does not hang.
  guard.on('error', () => {})
  return () => void guard.terminate()
}
