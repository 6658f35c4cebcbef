import type { StreamError } from '../../../shared/stream-end.ts'
import type { WorkerProcess } from './worker-process.ts'

/** How systems and native libraries say that there was no memory left. */
export const NO_MEMORY =
  /bad_alloc|out of memory|(?:failed|unable) to allocate|cannot allocate|allocation failed|insufficient memory|ENOMEM|resource temporarily unavailable|failed to map segment/i

/** A model’s name for people: of one with a folder before it, the file. */
export const shownName = (model: string): string => model.slice(model.lastIndexOf('/') + 1)

/** Why a process that nobody ended is gone, and what to do. */
export function crashError(worker: WorkerProcess, label: string): StreamError {
  const words = worker.lastWords
  const who = `${label} (${shownName(worker.model)})`
  if (NO_MEMORY.test(words)) {
    return {
      content: `${who} ran out of memory. Choose a smaller model or a smaller context, or close other programs, then send again.`,
      error_type: 'out_of_memory',
      retryable: true,
    }
  }
  // Never ours: what Sluice ends is no crash.
  if (worker.exit?.signal === 'SIGKILL') {
    return {
      content: `${who} was ended from outside Sluice, as the system does when memory runs out. What arrived is kept. Close other programs or choose a smaller model, then send again.`,
      error_type: 'engine_crashed',
      retryable: true,
    }
  }
  if (words === '' && maybeEnded(worker)) {
    return {
      content: `${who} ended without a word: it crashed, or it was ended from outside Sluice, as the system does when memory runs out. What arrived is kept. Send again to start it anew; if that happens again, close other programs or choose a smaller model.`,
      error_type: 'engine_crashed',
      retryable: true,
    }
  }
  return {
    content: `${who} crashed${words ? `: ${words}` : ''}. What arrived is kept; send again to start it anew.`,
    error_type: 'engine_crashed',
    retryable: true,
  }
}

/** Electron tells no signal: what is known of SIGKILL there is its number, as the system or a shell counts it, or nothing. */
const MAYBE_SIGKILL: readonly unknown[] = [null, 0, 9, 137]

const maybeEnded = ({ exit }: WorkerProcess): boolean =>
  exit?.signal === null && MAYBE_SIGKILL.includes(exit.code)
