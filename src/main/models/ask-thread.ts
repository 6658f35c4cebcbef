import { Worker } from 'node:worker_threads'
import type { Clock } from '../lib/clock.ts'

/** Far more than any header or hash needs; a file must not be able to take more. */
const HEAP_MIB = 256

export interface ThreadQuestion {
  thread: URL
  data: unknown
  signal: AbortSignal
  clock: Clock
  /** null: as long as it takes. */
  within_ms: number | null
}

/**
 * Asks a thread of its own one question. null: it took too long, was called off, or the thread failed. The thread is gone
 * when this resolves, also out of the middle of an endless loop.
 */
export async function askThread({
  thread,
  data,
  signal,
  clock,
  within_ms,
}: ThreadQuestion): Promise<unknown> {
  if (signal.aborted) return null
  const worker = new Worker(thread, {
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
    stdout: true,
    stderr: true,
  })
  let undo = (): void => {}
  const answer = await new Promise<unknown>((resolve) => {
    const giveUp = (): void => resolve(null)
    worker.once('message', resolve)
    worker.once('error', giveUp)
    worker.once('exit', giveUp)
    signal.addEventListener('abort', giveUp, { once: true })
    const cancel = within_ms === null ? () => {} : clock.after(within_ms, giveUp)
    undo = () => {
      cancel()
      signal.removeEventListener('abort', giveUp)
    }
  })
  undo()
  await worker.terminate()
  return answer
}
