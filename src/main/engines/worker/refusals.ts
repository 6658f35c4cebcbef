import type { StreamError } from '../../../shared/stream-end.ts'
import { CRASHES_MAX } from './crash-budget.ts'

/** Why a run is given no process, and what to do. `who` names the engine and the model. */

export const shuttingDown = (label: string): StreamError => ({
  content: `${label} is shutting down.`,
  error_type: 'engine_busy',
  retryable: false,
})

export const crashedOften = (who: string): StreamError => ({
  content: `${who} crashed ${CRASHES_MAX} times in five minutes, so it is not started again by itself. Choose “Start it again” to try once more.`,
  error_type: 'engine_crashed',
  retryable: false,
})

export const doesNotEnd = (who: string, pid: number | undefined): StreamError => ({
  content: `${who} has a process (${pid}) that does not end even by force. Choose another model, or restart the computer if it stays.`,
  error_type: 'engine_busy',
  retryable: true,
})
