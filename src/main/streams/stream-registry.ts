import type { Clock } from '../lib/clock.ts'
import type { EngineDirectory, EventSink, Journal, Opening, SavedOpening, WriteLog } from '../ports.ts'
import type { MessageId, QueueId, SessionId, StreamId, TraceId } from '../../shared/ids.ts'
import { utf8Bytes } from '../../shared/limits.ts'
import type { Message, ModelRef, SessionActivity } from '../../shared/session.ts'
import { textOf } from '../../shared/session.ts'
import type { EndReason, StreamEnd } from '../../shared/stream-end.ts'
import type { Release, StreamSnapshot } from '../../shared/stream-snapshot.ts'
import { continuedMessage, newMessages } from './new-messages.ts'
import { buildPrompt } from './prompt-builder.ts'
import { runStream } from './run-stream.ts'
import { cannotContinue, ourBug, storeFailed } from './stream-errors.ts'
import { Stream } from './stream.ts'
import { StreamLog } from './stream-log.ts'
import { UnsavedAnswers } from './unsaved-answers.ts'

export interface OpenRequest {
  session_id: SessionId
  trace_id: TraceId
  model: ModelRef
  /** The message the new ones follow: the session's leaf, or the prompt to be answered again. */
  parent_id: MessageId | null
  /** null answers the message `parent_id` again, or goes on with an answer to it. */
  prompt: string | null
  /** The waiting prompt this one is; null where it did not wait. */
  queue_id: QueueId | null
  /** The answer to go on with, which has its end on disk; `parent_id` is its parent then. Left out for a new answer. */
  continued?: Message
}

export interface Opened {
  stream_id: StreamId
  generation: number
}

export interface RegistryDependencies {
  clock: Clock
  sink: EventSink
  journal: Journal
  engineFor: EngineDirectory
  writeLog: WriteLog
  /** Mints a UUID; a counter in tests. */
  newId: () => string
  /** A prompt the disk refused, and that was not overtaken: nothing here knows it any more. */
  giveBack?: (session_id: SessionId, prompt: string) => void
}

/** What the registry knows of one session. */
interface Slot {
  /** The session's newest stream, if not released: the only one that may still begin or run. */
  latest: Entry | null
  /** The stream whose engine is not released yet: at most one, and nothing starts beside it. */
  engaged: Entry | null
  activity: SessionActivity
}

interface Entry {
  stream: Stream
  log: StreamLog
  slot: Slot
  opening: Opening
  /** What the engine is given, once the opening is on disk. */
  saved: Promise<SavedOpening | { failure: unknown }>
  is_saved: boolean
}

/** How many releases are remembered, so that a second Stop gets the first one's outcome. */
const RECENT_MAX = 64

/**
 * One answer at a time per session; the latest prompt wins. Like one desk with one chair: whoever comes takes a ticket at
 * once (generation), the one in the chair is asked to leave, and only the holder of the newest ticket sits down, after the
 * chair is really empty.
 */
export class StreamRegistry {
  #deps: RegistryDependencies
  #slots = new Map<SessionId, Slot>()
  #generations = new Map<SessionId, number>()
  #entries = new Map<StreamId, Entry>()
  #recent = new Map<StreamId, Release>()
  #unsaved: UnsavedAnswers

  constructor(deps: RegistryDependencies) {
    this.#deps = deps
    this.#unsaved = new UnsavedAnswers(deps.journal, deps.clock, (count) => deps.sink.unsaved(count))
  }

  /**
   * Opens a stream. Everything up to the return happens in one tick: the slot is reserved, the old stream ends
   * `superseded`, the new one tells its first status. The rest follows by itself; nothing throws.
   */
  open(request: OpenRequest): Opened {
    const slot = this.#slot(request.session_id)
    const entry = this.#reserve(slot, request)
    const { stream, log } = entry
    const previous = slot.latest
    slot.latest = entry
    previous?.stream.settle({ reason: 'superseded' })

    const { stream_id, generation } = stream.identity
    log.line({ event: 'stream_open', generation })
    this.#announce(entry, request)
    entry.saved = this.#deps.journal.open(entry.opening).then(
      (saved) => {
        entry.is_saved = true
        // Now, while it is known here: what was refused and is saved later is not in this branch.
        return { ...saved, branch: saved.branch.map((message) => this.#unsaved.withUnsavedText(message)) }
      },
      (failure: unknown) => ({ failure }),
    )
    void this.#begin(entry, request.model)
    return { stream_id, generation }
  }

  /** Ends a stream. Resolves when its engine is really gone; a second call, from anywhere, gets the same outcome. */
  async stop(stream_id: StreamId, reason: EndReason = 'stopped'): Promise<Release> {
    const entry = this.#entries.get(stream_id)
    if (!entry) return this.#recent.get(stream_id) ?? { how: 'unknown', release_ms: 0 }
    entry.stream.settle({ reason })
    return entry.stream.released
  }

  /** Ends the streams `which` picks, all by default; resolves when every one of them is released. */
  async stopAll(
    reason: EndReason,
    which: (stream: StreamSnapshot) => boolean = () => true,
  ): Promise<Release[]> {
    const chosen = [...this.#entries.values()].filter(({ stream }) => which(stream.snapshot()))
    return Promise.all(chosen.map(({ stream }) => this.stop(stream.identity.stream_id, reason)))
  }

  /** The stream as told so far; null when it is unknown or its answer is on disk: then read the store. */
  snapshot(stream_id: StreamId): StreamSnapshot | null {
    const stream = this.#entries.get(stream_id)?.stream
    return stream && !stream.end ? stream.snapshot() : this.#unsaved.snapshot(stream_id)
  }

  activity(session_id: SessionId): SessionActivity {
    return this.#slots.get(session_id)?.activity ?? 'idle'
  }

  /** Whether a stream that has not ended writes to this message. */
  isWriting(message_id: MessageId): boolean {
    return [...this.#entries.values()].some(
      ({ stream }) => stream.identity.message_id === message_id && !stream.end,
    )
  }

  /** How many streams are not released yet. */
  get size(): number {
    return this.#entries.size
  }

  /** Tries again to save what the disk refused. Resolves with how many answers are still unsaved. */
  retrySaves(): Promise<number> {
    return this.#unsaved.retry()
  }

  /** The session is gone for good: nothing of it waits to be saved any more. */
  forget(session_id: SessionId): void {
    this.#unsaved.forgetSession(session_id)
  }

  /** A saved message with the text and the end that the disk refused. */
  withUnsavedText(message: Message): Message {
    return this.#unsaved.withUnsavedText(message)
  }

  /** Resolves when every ended answer so far is on disk or refused. */
  saved(): Promise<void> {
    return this.#unsaved.settled()
  }

  /** Whether every prompt of this session is on disk, once the disk has answered for those under way. Never rejects. */
  async promptsSaved(session_id: SessionId): Promise<boolean> {
    const own = [...this.#entries.values()].filter(({ opening }) => opening.session_id === session_id)
    await Promise.all([...own.map(({ saved }) => saved), this.#unsaved.settled(session_id)])
    const waits = own.some((entry) => !entry.is_saved && this.#entries.has(entry.opening.stream_id))
    return !waits && !this.#unsaved.hasPromptOf(session_id)
  }

  /** Nothing is tried again by itself any more. */
  dispose(): void {
    this.#unsaved.dispose()
  }

  #slot(session_id: SessionId): Slot {
    let slot = this.#slots.get(session_id)
    if (!slot) this.#slots.set(session_id, (slot = { latest: null, engaged: null, activity: 'idle' }))
    return slot
  }

  #reserve(slot: Slot, request: OpenRequest): Entry {
    const { session_id, trace_id, continued } = request
    const generation = (this.#generations.get(session_id) ?? 0) + 1
    this.#generations.set(session_id, generation)
    const stream_id = this.#deps.newId() as StreamId
    const message_id = continued?.message_id ?? (this.#deps.newId() as MessageId)
    const log = new StreamLog(this.#deps.writeLog, { session_id, stream_id, trace_id })
    const { clock, sink, journal } = this.#deps
    const stream = new Stream(
      { stream_id, session_id, message_id, trace_id, generation },
      { clock, sink, journal, log, onEnded: (_stream, end) => this.#ended(entry, end) },
    )
    const opening = this.#openingOf(request, stream_id, message_id)
    const saved = Promise.resolve({ failure: 'not asked yet' })
    const entry: Entry = { stream, log, slot, opening, saved, is_saved: false }
    this.#entries.set(stream_id, entry)
    return entry
  }

  #openingOf(request: OpenRequest, stream_id: StreamId, answer_id: MessageId): Opening {
    const { session_id, continued, parent_id, prompt, queue_id, model } = request
    if (continued) {
      const answer = continuedMessage(continued, stream_id, model)
      return { session_id, stream_id, user_message: null, answer, queue_id, continues: continued.stream_id }
    }
    const created_at = this.#deps.clock.wallTime()
    const wanted = { session_id, stream_id, answer_id, parent_id, prompt, model, created_at }
    return { session_id, stream_id, ...newMessages(wanted, this.#deps.newId), queue_id, continues: null }
  }

  /** Tells the new messages, then the first status: a window knows the message before anything is written to it. */
  #announce({ stream, slot, opening }: Entry, { parent_id, trace_id }: OpenRequest): void {
    const { session_id, stream_id, generation } = stream.identity
    const { user_message, answer } = opening
    const messages = user_message ? [user_message, answer] : [answer]
    this.#deps.sink.opened({ session_id, stream_id, trace_id, generation, parent_id, messages })
    const held = slot.engaged !== null
    stream.status(
      held ? { status: 'waiting', detail: 'for the previous answer to stop' } : { status: 'thinking' },
    )
    this.#showActivity(session_id, slot)
  }

  /** Waits for the chair and for the disk, then runs, unless a newer prompt or a Stop came meanwhile. Never rejects. */
  async #begin(entry: Entry, model: ModelRef): Promise<void> {
    const { stream, log, slot } = entry
    const previous = slot.engaged?.stream
    const waited_from = this.#deps.clock.now()
    try {
      const saving = await entry.saved
      if ('failure' in saving) {
        this.#refuse(entry, saving.failure)
        return
      }
      const prev_release = await previous?.released
      if (stream.end) return
      if (previous && prev_release) {
        const waited_ms = this.#deps.clock.now() - waited_from
        logWaited(log, previous.identity.stream_id, prev_release, waited_ms)
      }
      await this.#run(entry, model, saving)
    } catch (error) {
      // A bug of ours: this one stream pays for it, its session goes on.
      log.line({ event: 'stream_bug', message: String(error) })
      stream.settle({ reason: 'error', error: ourBug(error) })
      if (stream.phase !== 'released') this.#release(entry, { how: 'cooperative', release_ms: 0 })
    }
  }

  /** Nothing of it is on disk. Unless it was overtaken, its prompt goes back at once, whoever is in the chair. */
  #refuse({ stream, opening }: Entry, failure: unknown): void {
    const { session_id, user_message, queue_id } = opening
    if (user_message && !queue_id && !stream.end) this.#deps.giveBack?.(session_id, textOf(user_message))
    stream.settle({ reason: 'error', error: storeFailed(failure) })
  }

  /** The chair is empty and the messages are on disk: gives the engine its prompt and sees the stream to its release. */
  async #run(entry: Entry, model: ModelRef, saved: SavedOpening): Promise<void> {
    const { stream, log, slot } = entry
    const engine = this.#deps.engineFor(model)
    if ('error_type' in engine) {
      stream.settle({ reason: 'error', error: engine })
      return
    }
    const { parameters, system_prompt, branch } = saved
    const { messages, dropped } = buildPrompt(branch, engine.limits().context_chars, system_prompt)
    if (messages.at(-1)?.role === 'assistant' && !engine.continues(model.model)) {
      stream.settle({ reason: 'error', error: cannotContinue(engine) })
      return
    }
    stream.run()
    slot.engaged = entry
    log.line({ event: 'stream_start', model: model.model, messages: messages.length })
    if (dropped > 0) stream.use({ not_sent: dropped })
    stream.status({ status: 'thinking' })
    const { release, gone } = await runStream(
      stream,
      { engine, model: model.model, messages, parameters, written_bytes: bytesOf(entry.opening.answer) },
      this.#deps.clock,
    )
    if (release.how === 'fenced') this.#watchOrphan(log, gone)
    this.#release(entry, release)
  }

  /** In the tick of the end, whoever caused it: the text goes to the disk, a stream that never ran is released. */
  #ended(entry: Entry, end: StreamEnd): void {
    const { stream, log, slot } = entry
    const error = end.error && { error_type: end.error.error_type }
    const { reason } = end
    const { opening, is_saved } = entry
    const saved = entry.saved.then((saving) => !('failure' in saving))
    this.#unsaved.add(stream, log, { opening, is_saved, saved })
    if (!stream.started) {
      log.line({ event: 'stream_discarded', reason, ...error })
      this.#release(entry, { how: 'cooperative', release_ms: 0 })
      return
    }
    if (reason !== 'success' && reason !== 'error') log.line({ event: 'stream_cancelled', reason })
    const { tokens, total_ms } = end.timings
    log.line({ event: 'stream_settled', reason, ...error, tokens, total_ms: Math.round(total_ms) })
    this.#showActivity(stream.identity.session_id, slot)
  }

  #release(entry: Entry, release: Release): void {
    const { stream, log, slot } = entry
    const { stream_id, session_id } = stream.identity
    if (slot.latest === entry) slot.latest = null
    // Only its own chair: a stream that is released late must not clear the place of a newer one.
    if (slot.engaged === entry) slot.engaged = null
    this.#entries.delete(stream_id)
    if (!slot.latest && !slot.engaged) this.#slots.delete(session_id)
    this.#remember(stream_id, release)
    if (stream.started && stream.end && release.how !== 'unknown') {
      const { how, release_ms } = release
      const forced = how !== 'cooperative'
      log.line({
        event: 'stream_end',
        reason: stream.end.reason,
        forced,
        how,
        release_ms: Math.round(release_ms),
      })
    }
    stream.release(release)
    this.#showActivity(session_id, slot)
  }

  #remember(stream_id: StreamId, release: Release): void {
    this.#recent.set(stream_id, release)
    const [oldest] = this.#recent.keys()
    if (oldest && this.#recent.size > RECENT_MAX) this.#recent.delete(oldest)
  }

  #watchOrphan(log: StreamLog, gone: Promise<void>): void {
    const from = this.#deps.clock.now()
    log.line({ event: 'stream_orphan', after_ms: 0 })
    void gone.then(() =>
      log.line({ event: 'stream_orphan_gone', after_ms: Math.round(this.#deps.clock.now() - from) }),
    )
  }

  #showActivity(session_id: SessionId, slot: Slot): void {
    const running = slot.latest && !slot.latest.stream.end
    const activity = running ? 'active' : slot.engaged ? 'stopping' : 'idle'
    if (slot.activity === activity) return
    slot.activity = activity
    this.#deps.sink.activity(session_id, activity)
  }
}

function bytesOf({ parts }: Message): number {
  return parts.reduce((bytes, { text }) => bytes + utf8Bytes(text), 0)
}

function logWaited(log: StreamLog, prev_stream_id: StreamId, release: Release, ms: number): void {
  const waited_ms = Math.round(ms)
  if (release.how === 'forced' || release.how === 'fenced') {
    log.line({ event: 'prev_stream_timeout_on_cancel', prev_stream_id, waited_ms, how: release.how })
  } else log.line({ event: 'prev_stream_finished_cleanly', prev_stream_id, waited_ms })
}
