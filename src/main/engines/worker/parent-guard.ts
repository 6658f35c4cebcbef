import { Worker } from 'node:worker_threads'

const LOOK_EVERY_MS = 250

/**
 * Ends this process when its parent is gone, also while its own event loop is busy: hence a thread. It looks at two signs,
 * because a utilityProcess is not main's direct child on Linux and because a pid can be given away again.
 */
const GUARD = `
  const { workerData } = require('node:worker_threads')
  const first = process.ppid
  setInterval(() => {
    let alive = process.ppid === first
    try { process.kill(workerData.parent_pid, 0) } catch (error) { alive = alive && error.code === 'EPERM' }
    if (!alive) process.kill(process.pid, 'SIGKILL')
  }, workerData.every_ms)
`

export function guardParent(parent_pid: number): void {
  const guard = new Worker(GUARD, { eval: true, workerData: { parent_pid, every_ms: LOOK_EVERY_MS } })
  guard.unref()
}
