import type { SessionId, StreamId } from '../../shared/ids.ts'
import type { StreamEvent } from '../../shared/stream-event.ts'
import type { DropReason } from '../../shared/stream-trace.ts'

/** How many are remembered for the inspector. */
export const DROPS_KEPT = 200

/** One event that the gate of this window kept from the screen. */
export interface Drop {
  stream_id: StreamId
  session_id: SessionId
  generation: number
  seq: number
  type: StreamEvent['type']
  why: Exclude<DropReason, 'after_end'>
  /** Milliseconds since 1970. */
  at: number
}
