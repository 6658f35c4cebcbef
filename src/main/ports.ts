import type { MessageId, QueueId, SessionId, StreamId } from '../shared/ids.ts'
import type { ModelFacts } from '../shared/model-library.ts'
import type { QueuedPrompt } from '../shared/prompt-queue.ts'
import type { Parameters } from '../shared/parameters.ts'
import type { Message, ModelRef, SessionActivity } from '../shared/session.ts'
import type { Finish, StreamEnd, StreamError, Usage } from '../shared/stream-end.ts'
import type { Channel, StreamEvent, TokenEvent } from '../shared/stream-event.ts'
import type { StreamOpened } from '../shared/stream-opened.ts'

/** The plugs of the core. The lifecycle rules in streams/ know the outside world through these and a `Clock` (lib/clock.ts) alone. */

/** One message as engines are given it. */
export interface PromptMessage {
  role: 'system' | 'user' | 'assistant'
  content: string
}

export interface EngineRequest {
  stream_id: StreamId
  session_id: SessionId
  model: string
  /** They end in an answer exactly when it is to be gone on with; `Engine.continues` was asked then. */
  messages: PromptMessage[]
  parameters: Parameters
}

/** What an engine tells of a run. `finish` or `failed` is the last one; ending without either means "cut off". */
export type EngineReply =
  | {
      type: 'status'
      status: 'waiting' | 'loading' | 'thinking'
      position?: number
      percent?: number
      detail?: string
      for_room_of?: string
    }
  /** What is known of the tokens by now; adds to what was told before. */
  | { type: 'usage'; usage: Usage }
  /** `tokens`: how many model tokens are joined in it, 1 when not said. */
  | { type: 'text'; channel: Channel; content: string; tokens?: number }
  | { type: 'finish'; finish: Finish; usage?: Usage }
  | { type: 'failed'; error: StreamError }

/** One generation. Asking it to stop is the abort of the signal it was started with. */
export interface EngineRun {
  /** Pulled one reply at a time; pulling the next acknowledges the one before. Never throws. */
  replies: AsyncIterableIterator<EngineReply>
  /** Resolves when the engine is really gone from this run: process idle or dead, socket closed. Never rejects. */
  released: Promise<void>
  /** How long to wait after the end before `force`, in milliseconds; asked at that moment. */
  patience_ms(): number
  /** Takes the engine away now: SIGKILL or a destroyed socket. */
  force(): void
}

/** How long an engine may be silent, in milliseconds, and how much it can be given, in characters. */
export interface EngineLimits {
  first_token_ms: number
  between_tokens_ms: number
  stalled_notice_ms: number
  /** null when unknown: nothing is shortened. */
  context_chars: number | null
}

export interface Engine {
  /** Named in sentences for people, e.g. "Ollama at 127.0.0.1:11434". */
  readonly label: string
  limits(): EngineLimits
  /** Whether this model goes on from where an answer ended, when that answer is the last message. */
  continues(model: string): boolean
  /** Never throws: what goes wrong is a `failed` reply. */
  start(request: EngineRequest, signal: AbortSignal): EngineRun
}

/** Finds the engine behind a model; an error when its connection is gone. */
export type EngineDirectory = (model: ModelRef) => Engine | StreamError

/** The messages of one opening, to be saved together. */
export interface Opening {
  session_id: SessionId
  stream_id: StreamId
  /** null when an answer is generated again for a prompt that is already saved. */
  user_message: Message | null
  /** New and empty; or one that is gone on with, its text so far in `parts`. */
  answer: Message
  /** The waiting prompt that becomes `user_message`, and leaves its queue in the same transaction. */
  queue_id: QueueId | null
  /** The stream that wrote the answer last and that this one goes on from; null for a new answer. */
  continues: StreamId | null
}

/** What a saved opening is to be answered with, as it is on disk at that moment. */
export interface SavedOpening {
  /** Oldest first, down to the prompt, or to the answer that is gone on with. */
  branch: Message[]
  system_prompt: string
  parameters: Parameters
}

/** What survives a restart. Writes are carried out in the order of the calls. */
export interface Journal {
  /** Saves the messages of an opening. Resolves once durable; rejects when the disk refuses. */
  open(opening: Opening): Promise<SavedOpening>
  /** Remembers text; batched, at most 100 ms behind. */
  append(event: TokenEvent): void
  /** Adds the text to its message, with its end. Resolves once durable; rejects when the disk refuses. */
  close(record: ClosedStream): Promise<void>
}

/**
 * The prompts that wait, on disk. Each write is one transaction: resolves once durable; rejects, with nothing changed, when
 * the disk refuses. A prompt leaves by `Journal.open` or `remove` alone: no other write brings one back.
 */
export interface QueueStore {
  /** Adds a prompt. `order`: all of its session's prompts, itself included, the next one first. */
  put(session_id: SessionId, prompt: QueuedPrompt, order: readonly QueueId[]): Promise<void>
  edit(queue_id: QueueId, text: string): Promise<void>
  order(order: readonly QueueId[]): Promise<void>
  remove(queue_id: QueueId): Promise<void>
}

/** A stream that ended, with all of its text, so that saving it can be tried again. */
export interface ClosedStream {
  session_id: SessionId
  stream_id: StreamId
  message_id: MessageId
  /** The stream's own text: what the message held before stays before it. */
  parts: Message['parts']
  end: StreamEnd
}

/** Where the core's news goes: the windows, the local API. Must not throw and must not wait. */
export interface EventSink {
  opened(opened: StreamOpened): void
  event(event: StreamEvent): void
  activity(session_id: SessionId, activity: SessionActivity): void
  /** How many ended answers are not on disk yet because it refused; 0 when all are. */
  unsaved(count: number): void
}

/** What a thread found in the header of a model file. `unfinished`: as far as the file is there, it is right. */
export type HeaderReading = { facts: ModelFacts } | { problem: string } | { unfinished: true }

/** What such a thread is started with (`workerData`). */
export interface HeaderQuestion {
  path: string
  /** What the whole file will have, where it is not all there yet; null: as it is. */
  whole_bytes: number | null
  /** Of the model with all its files, for its need of memory. */
  model_bytes: number
}

/** One line of the lifecycle log; the closed list of names is in streams/stream-log.ts. */
export interface LogLine {
  event: string
  [field: string]: unknown
}
export type WriteLog = (line: LogLine) => void
