import type { OperationName, Operations } from '../../src/main/store/store-protocol.ts'
import type { SessionId, StreamId } from '../../src/shared/ids.ts'
import { demand } from './broken.ts'
import type { Judge } from './judge.ts'
import type { SimDisk } from './sim-disk.ts'
import { plainText } from './told.ts'

interface Accepted {
  text: string
  session_id: SessionId
  stream_id: StreamId
}

/** Holds main to I9 for what persons typed: from Send on, the disk has it or gets it, or it goes back to where it was written. */
export class PromptJudge {
  #judge: Judge
  #disk: SimDisk
  /** Sent, and not on disk. */
  #accepted = new Set<Accepted>()
  #several = false

  constructor(judge: Judge, disk: SimDisk) {
    this.#judge = judge
    this.#disk = disk
  }

  /** One that did not wait: those that do are on disk as such, and the queue's judge holds them. */
  accepted(text: string, session_id: SessionId, stream_id: StreamId): void {
    this.#accepted.add({ text, session_id, stream_id })
  }

  /** Something is on disk now. */
  done(name: OperationName, input: never): void {
    if (name === 'stream:open') {
      const { user_message, stream_id } = input as Operations['stream:open']['input']
      for (const one of this.#accepted)
        if (user_message && one.stream_id === stream_id) this.#accepted.delete(one)
    }
    if (name !== 'draft:write') return
    const { key } = input as Operations['draft:write']['input']
    const text = this.#disk.drafts.get(key) ?? ''
    const before = this.#disk.before_draft
    for (const one of this.#waiting()) {
      const only = one.session_id === key && before.includes(one.text)
      demand(
        !only || text.includes(one.text),
        'I9',
        () => `the draft “${before}” is gone, and “${one.text}” is nowhere else on disk`,
      )
    }
  }

  /** A window writes a draft. What becomes of it after that is the persons' doing: in two windows they can write two things at once. */
  drafted(session_id: SessionId | null, text: string): void {
    for (const one of this.#accepted) {
      const back = this.#isGivenBack(one) && one.session_id === session_id && text.includes(one.text)
      if (back) this.#accepted.delete(one)
    }
  }

  /** The disk takes everything, and nothing is under way to it. */
  calm(): void {
    for (const { text } of this.#waiting()) {
      demand(false, 'I9', () => `“${text}” is in memory alone, and the disk is well`)
    }
  }

  /** They can write different drafts of one chat at once; the last one stands, also above what came back to another. */
  severalWindows(): void {
    this.#several = true
  }

  restart(): void {
    this.#several = false
    this.#accepted.clear()
  }

  /** What was given back is judged where it is; what was sent in a chat that is deleted is gone with it. */
  #waiting(): Accepted[] {
    return [...this.#accepted].filter(
      (one) => !this.#isGivenBack(one) && this.#disk.sessions.get(one.session_id)?.deleted_at === null,
    )
  }

  #isGivenBack({ stream_id }: Accepted): boolean {
    return this.#judge.streams.get(stream_id)?.error?.error_type === 'store_failed'
  }

  /** For the end, when all is at rest: what was given back is somewhere. `composers`: what stands in the windows. */
  checkGivenBack(composers: readonly string[]): void {
    if (this.#several) return
    const texts = [
      ...composers,
      ...this.#disk.drafts.values(),
      ...[...this.#disk.messages.values()].map(({ parts }) => plainText(parts)),
    ]
    for (const { text, session_id } of this.#accepted) {
      if (this.#disk.sessions.get(session_id)?.deleted_at !== null) continue
      demand(
        texts.some((one) => one.includes(text)),
        'I9',
        () => `“${text}” was sent, and it is neither on disk nor in a composer`,
      )
    }
  }
}
