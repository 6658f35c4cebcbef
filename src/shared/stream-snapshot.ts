import type { MessagePart } from './session.ts'
import type { StreamEnd } from './stream-end.ts'
import type { EventIdentity, StatusFields } from './stream-event.ts'

/** A stream as far as it was told: what a window needs to catch up. Events below `next_seq` are contained in it. */
export interface StreamSnapshot extends Omit<EventIdentity, 'seq'> {
  next_seq: number
  parts: MessagePart[]
  status: StatusFields | null
  /** Set when `done` was told; the answer is then about to be found in the store. */
  end: StreamEnd | null
}

/** How the engine left a stream, as the answer to a Stop. */
export interface Release {
  /** `unknown`: no such stream (any more). `fenced`: even force did not help, the engine is shown as an orphan. */
  how: 'cooperative' | 'forced' | 'fenced' | 'unknown'
  /** From the end of the stream to the release. */
  release_ms: number
}
