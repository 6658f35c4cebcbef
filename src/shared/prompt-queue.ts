import type { QueueId, SessionId } from './ids.ts'

/** A prompt that waits to be sent. It leaves the queue in the transaction that makes it a message. */
export interface QueuedPrompt {
  queue_id: QueueId
  text: string
  /** Milliseconds since 1970, for people; order is the place in its queue. */
  created_at: number
}

/**
 * Why nothing of a queue goes out by itself until a person resumes it. `stopped`, `failed`, `interrupted`: how the last
 * answer ended; `unsaved`: the disk refused a prompt or an answer; `restarted`: the app was started anew; `imported`: it came with a chat from a file; `restored`: a
 * deleted prompt came back where nothing runs; `not_sent`: the next prompt could not be sent at all.
 */
export type PauseReason =
  | 'stopped'
  | 'failed'
  | 'interrupted'
  | 'unsaved'
  | 'restarted'
  | 'imported'
  | 'restored'
  | 'not_sent'

export interface SessionQueue {
  session_id: SessionId
  /** The next one first. */
  prompts: QueuedPrompt[]
  /** null while it goes on by itself; always null while nothing waits. */
  paused: PauseReason | null
}

/** As many prompts may wait in one session. */
export const QUEUE_MAX = 100
