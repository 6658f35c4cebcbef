import type { Clock } from '../../lib/clock.ts'
import type { WorkerProcess } from './worker-process.ts'

/** A process that survives SIGKILL this long is given up on: the kernel holds it, nobody here can help. */
const KILL_LIMIT_MS = 2_000

/** Asks, waits `grace_ms`, then kills. Resolves when the process is really gone, with what it took, or `stuck`. */
export async function stopWithin(
  worker: WorkerProcess,
  grace_ms: number,
  clock: Clock,
): Promise<'asked' | 'forced' | 'stuck'> {
  worker.send({ type: 'exit' })
  if (await exitsWithin(worker, grace_ms, clock)) return 'asked'
  worker.kill('did not exit when asked')
  return (await exitsWithin(worker, KILL_LIMIT_MS, clock)) ? 'forced' : 'stuck'
}

/** Kills. Resolves when the process is really gone, or stuck. */
export async function killWithin(worker: WorkerProcess, why: string, clock: Clock): Promise<void> {
  worker.kill(why)
  await exitsWithin(worker, KILL_LIMIT_MS, clock)
}

function exitsWithin(worker: WorkerProcess, ms: number, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, () => resolve(false))
    void worker.exited.then(() => {
      cancel()
      resolve(true)
    })
  })
}
