import { CONTINUE_BUGS } from './planted-continue-bugs.ts'
import { ENGINE_BUGS } from './planted-engine-bugs.ts'
import { QUEUE_BUGS } from './planted-queue-bugs.ts'
import { SAVING_BUGS } from './planted-saving-bugs.ts'
import { STREAM_BUGS } from './planted-stream-bugs.ts'

/**
 * Bugs to plant in the core, one at a time, each as a person could write it. Those named `original` are the S1 faults of
 * the system Sluice carries on; the others are ours to make. `find` must occur exactly once in the file.
 */
export interface PlantedBug {
  name: string
  original?: 'C1' | 'C2' | 'C3' | 'C4' | 'C5' | 'C6' | 'C7' | 'C9' | 'C10' | 'C11' | 'C18'
  file: string
  find: string
  replace: string
}

export const PLANTED_BUGS: PlantedBug[] = [
  ...STREAM_BUGS,
  ...CONTINUE_BUGS,
  ...QUEUE_BUGS,
  ...SAVING_BUGS,
  ...ENGINE_BUGS,
]
