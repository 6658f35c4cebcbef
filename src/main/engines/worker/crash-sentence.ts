import type { StreamError } from '../../../shared/stream-end.ts'
import type { WorkerProcess } from './worker-process.ts'

/** How systems and native libraries say that there was no memory left. */
export const NO_MEMORY =
  /bad_alloc|out of memory|(?:failed|unable) to allocate|cannot allocate|allocation failed|insufficient memory|ENOMEM|resource temporarily unavailable/i

/** Why a process that nobody ended is gone, and what to do. */
export function crashError(worker: WorkerProcess, label: string): StreamError {
  const words = worker.lastWords
  const who = `${label} (${worker.model})`
  if (NO_MEMORY.test(words)) {
    return {
      content: `${who} ran out of memory. Choose a smaller model or a smaller context, or close other programs, then send again.`,
      error_type: 'out_of_memory',
      retryable: true,
    }
  }
  return {
    content: `${who} crashed${words ? `: ${words}` : ''}. What arrived is kept; send again to start it anew.`,
    error_type: 'engine_crashed',
    retryable: true,
  }
}
