import type { Clock, Undo } from '../lib/clock.ts'
import type { ClosedStream, Journal, Opening } from '../ports.ts'
import type { SessionId, StreamId } from '../../shared/ids.ts'
import type { Message } from '../../shared/session.ts'
import { joinParts } from '../../shared/session.ts'
import type { StreamSnapshot } from '../../shared/stream-snapshot.ts'
import type { Stream } from './stream.ts'
import type { StreamLog } from './stream-log.ts'

interface Unsaved {
  record: ClosedStream
  /** What has to be saved first; null once it is. */
  opening: Opening | null
  snapshot: StreamSnapshot
  log: StreamLog
  refused: boolean
  /** Refused because there is no place for it, not because of the disk. */
  homeless: boolean
  saving: Promise<void>
}

/** How the saving of a stream's messages stands at its end. */
export interface OpeningState {
  opening: Opening
  /** True once the messages are on disk. */
  is_saved: boolean
  /** Resolves with whether they came to be. Never rejects. */
  saved: Promise<boolean>
}

/** As often as the journal tries its batches again. */
const RETRY_MS = 1_000

/**
 * Ended answers that are not on disk yet. Saving is separate from ending: when the disk refuses, prompt and text stay here
 * and on screen, and are tried again each second and whenever somebody asks for it.
 */
export class UnsavedAnswers {
  #journal: Pick<Journal, 'open' | 'close'>
  #tell: (refused: number) => void
  #told = 0
  #answers = new Map<StreamId, Unsaved>()
  /** Two at once would save the same messages twice. */
  #retrying: Promise<number> | null = null
  /** Somebody asked while a try was under way, e.g. because a chat is back that it has already found missing. */
  #again = false
  #clock: Clock
  #timer: Undo | null = null
  #disposed = false

  constructor(journal: Pick<Journal, 'open' | 'close'>, clock: Clock, tell: (refused: number) => void) {
    this.#journal = journal
    this.#clock = clock
    this.#tell = tell
  }

  add(stream: Stream, log: StreamLog, { opening, is_saved, saved }: OpeningState): void {
    const { session_id, stream_id, message_id } = stream.identity
    const { end, parts } = stream
    if (!end) throw new Error('only an ended stream can be saved as ended')
    const record = { session_id, stream_id, message_id, parts, end }
    const snapshot = stream.snapshot()
    const unsaved: Unsaved = {
      record,
      opening,
      snapshot,
      log,
      refused: false,
      homeless: false,
      saving: Promise.resolve(),
    }
    this.#answers.set(stream_id, unsaved)
    if (is_saved) {
      // In this tick: the journal takes this end before the opening that may follow it.
      unsaved.opening = null
      unsaved.saving = this.#save(unsaved)
    } else unsaved.saving = saved.then((ok) => this.#afterOpening(unsaved, ok))
  }

  snapshot(stream_id: StreamId): StreamSnapshot | null {
    return this.#answers.get(stream_id)?.snapshot ?? null
  }

  /** The message with the text the disk may not have yet. */
  withUnsavedText(message: Message): Message {
    // One that has its end on disk has its text there, too.
    const unsaved = message.stream_id && !message.end && this.#answers.get(message.stream_id)
    if (!unsaved) return message
    const { parts, end } = unsaved.record
    return { ...message, parts: joinParts(message.parts, parts), end }
  }

  /** Tries again, oldest first; resolves with how many are still refused. Whoever asks meanwhile gets a whole try after it. */
  retry(): Promise<number> {
    this.#disarm()
    this.#again = true
    this.#retrying ??= this.#retry().finally(() => {
      this.#retrying = null
      this.#arm()
    })
    return this.#retrying
  }

  async #retry(): Promise<number> {
    while (this.#again) {
      this.#again = false
      await this.#tryEach()
    }
    return this.#refusedCount()
  }

  async #tryEach(): Promise<void> {
    // Also what is refused meanwhile, and comes after these: it can follow one that is saved now.
    for (const answer of this.#answers.values()) {
      if (!answer.refused) continue
      answer.saving = this.#save(answer)
      await answer.saving
    }
  }

  /** The session is gone for good, and with it what could not be saved of it. */
  forgetSession(session_id: SessionId): void {
    const gone = [...this.#answers.values()].filter(({ record }) => record.session_id === session_id)
    for (const unsaved of gone.filter(({ refused }) => refused)) {
      unsaved.log.line({ event: 'stream_unsaved_gone' })
      this.#forget(unsaved)
    }
  }

  /** Resolves when each answer known now, of one session or of all, is saved or refused. */
  async settled(session_id?: SessionId): Promise<void> {
    const wanted = [...this.#answers.values()].filter(
      ({ record }) => !session_id || record.session_id === session_id,
    )
    await Promise.all(wanted.map(({ saving }) => saving))
  }

  /** Whether a prompt of this session is here and not on disk. */
  hasPromptOf(session_id: SessionId): boolean {
    return [...this.#answers.values()].some(
      ({ opening, homeless }) =>
        !homeless && opening?.session_id === session_id && opening.user_message !== null,
    )
  }

  /** Nothing is tried again by itself any more. */
  dispose(): void {
    this.#disposed = true
    this.#disarm()
  }

  #afterOpening(unsaved: Unsaved, saved: boolean): Promise<void> | void {
    if (saved) {
      unsaved.opening = null
      return this.#save(unsaved)
    }
    // The stream was told that it was not saved, and its prompt went back to where it was written.
    if (unsaved.record.end.error?.error_type === 'store_failed') return this.#forget(unsaved)
    this.#refuse(unsaved, 'its messages could not be saved')
  }

  async #save(unsaved: Unsaved): Promise<void> {
    try {
      if (unsaved.opening) {
        await this.#journal.open(unsaved.opening)
        unsaved.opening = null
      }
      await this.#journal.close(unsaved.record)
    } catch (error) {
      // Its chat was deleted, or its place in it is taken: only an undo can help, and nothing new is held up for it.
      unsaved.homeless = unsaved.opening !== null && isFinal(error) && !this.#followsUnsaved(unsaved.opening)
      this.#refuse(unsaved, String(error))
      return
    }
    if (unsaved.refused) unsaved.log.line({ event: 'stream_saved' })
    this.#forget(unsaved)
  }

  /** Whether the message before it is here, too: once that is saved this one has its place. */
  #followsUnsaved({ user_message, answer }: Opening): boolean {
    const { parent_id } = user_message ?? answer
    return [...this.#answers.values()].some(({ opening, homeless }) => {
      const here = [opening?.answer.message_id, opening?.user_message?.message_id]
      return !homeless && parent_id !== null && here.includes(parent_id)
    })
  }

  #refuse(unsaved: Unsaved, message: string): void {
    // Once, however often it is tried again.
    if (!unsaved.refused) unsaved.log.line({ event: 'stream_save_failed', message })
    unsaved.refused = true
    this.#tellChange()
    this.#arm()
  }

  #forget(unsaved: Unsaved): void {
    this.#answers.delete(unsaved.record.stream_id)
    this.#tellChange()
  }

  #tellChange(): void {
    const count = this.#refusedCount()
    if (count === this.#told) return
    this.#told = count
    this.#tell(count)
  }

  #arm(): void {
    if (this.#disposed || this.#retrying || this.#refusedCount() === 0) return
    this.#timer ??= this.#clock.after(RETRY_MS, () => void this.retry())
  }

  #disarm(): void {
    this.#timer?.()
    this.#timer = null
  }

  #refusedCount(): number {
    return [...this.#answers.values()].filter(({ refused, homeless }) => refused && !homeless).length
  }
}

/** Whether what refused says that trying again cannot help (`StoreError.final`). */
export function isFinal(error: unknown): boolean {
  return error instanceof Error && 'final' in error && error.final === true
}
