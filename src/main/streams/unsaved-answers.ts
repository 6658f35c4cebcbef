import type { ClosedStream, Journal } from '../ports.ts'
import type { StreamId } from '../../shared/ids.ts'
import type { Message } from '../../shared/session.ts'
import type { StreamSnapshot } from '../../shared/stream-snapshot.ts'
import type { Stream } from './stream.ts'
import type { StreamLog } from './stream-log.ts'

interface Unsaved {
  record: ClosedStream
  snapshot: StreamSnapshot
  log: StreamLog
  refused: boolean
  saving: Promise<void>
}

/**
 * Ended answers that are not on disk yet. Saving is separate from ending: when the disk refuses, the text stays here and
 * on screen until a retry works.
 */
export class UnsavedAnswers {
  #journal: Pick<Journal, 'close'>
  #told: (refused: number) => void
  #answers = new Map<StreamId, Unsaved>()

  constructor(journal: Pick<Journal, 'close'>, told: (refused: number) => void) {
    this.#journal = journal
    this.#told = told
  }

  /** `opened` tells whether the stream's messages reached the disk; without them there is nothing to close. */
  add(stream: Stream, log: StreamLog, opened: Promise<boolean>): void {
    const { session_id, stream_id, message_id } = stream.identity
    const { end, parts } = stream
    if (!end) throw new Error('only an ended stream can be saved as ended')
    const record = { session_id, stream_id, message_id, parts, end }
    const unsaved: Unsaved = {
      record,
      snapshot: stream.snapshot(),
      log,
      refused: false,
      saving: Promise.resolve(),
    }
    this.#answers.set(stream_id, unsaved)
    unsaved.saving = opened.then((ok) => (ok ? this.#save(unsaved) : this.#forget(unsaved)))
  }

  snapshot(stream_id: StreamId): StreamSnapshot | null {
    return this.#answers.get(stream_id)?.snapshot ?? null
  }

  /** The message with the text the disk may not have yet. */
  withUnsavedText(message: Message): Message {
    const unsaved = message.stream_id && this.#answers.get(message.stream_id)
    return unsaved ? { ...message, parts: unsaved.record.parts, end: unsaved.record.end } : message
  }

  async retry(): Promise<number> {
    const refused = [...this.#answers.values()].filter((answer) => answer.refused)
    for (const answer of refused) answer.saving = this.#save(answer)
    await Promise.all(refused.map((answer) => answer.saving))
    return this.#refusedCount()
  }

  /** Resolves when each answer known now is saved or refused. */
  async settled(): Promise<void> {
    await Promise.all([...this.#answers.values()].map((answer) => answer.saving))
  }

  async #save(unsaved: Unsaved): Promise<void> {
    const before = this.#refusedCount()
    try {
      await this.#journal.close(unsaved.record)
      this.#forget(unsaved)
      if (unsaved.refused) unsaved.log.line({ event: 'stream_saved' })
    } catch (error) {
      unsaved.refused = true
      unsaved.log.line({ event: 'stream_save_failed', message: String(error) })
    }
    if (this.#refusedCount() !== before) this.#told(this.#refusedCount())
  }

  #forget(unsaved: Unsaved): void {
    this.#answers.delete(unsaved.record.stream_id)
  }

  #refusedCount(): number {
    return [...this.#answers.values()].filter((answer) => answer.refused).length
  }
}
