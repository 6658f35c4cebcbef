import type { LogLine } from '../ports.ts'
import type { RunRecord } from '../../shared/run-record.ts'
import type { SessionId, StreamId } from '../../shared/ids.ts'
import type { Message } from '../../shared/session.ts'
import type { StreamEvent } from '../../shared/stream-event.ts'
import type { StreamOpened } from '../../shared/stream-opened.ts'
import type { Release } from '../../shared/stream-snapshot.ts'

/** A real core under test: registry, engine, store, and everything they told. Built by whoever starts the test. */
export interface TestedCore {
  /** A new session in the scratch store. */
  newSession(): Promise<SessionId>
  /** Sends a prompt in this tick. */
  send(session_id: SessionId, prompt: string, model: string): StreamId
  stop(stream_id: StreamId): Promise<Release>
  stopAll(): Promise<Release[]>
  /** Every event so far, in the order told, with the monotonic time it was told at. */
  readonly events: { at_ms: number; event: StreamEvent }[]
  /** Calls the listener after each event, until the function returned is called. */
  onEvent(listener: (event: StreamEvent) => void): () => void
  readonly opened: StreamOpened[]
  readonly log: LogLine[]
  /** What the engines themselves recorded; null where they are not ours (servers). */
  records(): RunRecord[] | null
  /** When each engine process was seen to be gone, on the records' clock. */
  readonly exits: { pid: number; at_ns: bigint }[]
  readonly spawned_pids: number[]
  /** Replies the engines offered to streams that had ended. */
  lateReplies(): number
  /** Streams not released. */
  size(): number
  load(session_id: SessionId): Promise<Message[]>
  saved(): Promise<void>
  now(): number
  /** Takes its engine processes away at once: SIGKILL, no waiting. */
  killAll(): void
  /** What its parts still hold, each in a sentence: nothing once it is disposed. */
  held(): string[]
  dispose(): Promise<void>
}

/** What an engine under test can show beyond the protocol. */
export interface EngineUnderTest {
  name: string
  /** The model for a mode of the simulator; a server has one model for everything. */
  model(mode: string): string
  /** Whether its modes, records and texts are ours to know. */
  simulated: boolean
  /** The longest wait for one thing it does; a real model may have to be loaded first. */
  wait_ms: number
  /**
   * The answer the engine must give, or its beginning where no more than so many characters are asked for (then at least
   * as many, if it has them). null when nobody can know.
   */
  expected(prompt: string, model: string, characters?: number): string | null
}
