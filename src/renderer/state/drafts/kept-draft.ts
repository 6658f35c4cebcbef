import type { Broadcasts, Refusal } from '../../../shared/ipc-contract.ts'

/** A draft is written when its keys rested this long, so that no keystroke has to wait for it. */
export const REST_MS = 250
/** Nobody who types without a rest may lose more than 1 s of it: a quarter of that is left for the disk. */
export const LONGEST_MS = 750
/** What the disk refused is tried again after this, or with the next keystroke. */
export const RETRY_MS = 5_000
/** A disk that refuses for a moment is nobody's business while they type. */
export const TOLD_AFTER_MS = 30_000

export type ToldDraft = Broadcasts['draft:changed']

export interface DraftPlug {
  /** What stands in the composer now. */
  text: () => string
  /** Puts a text there that another window wrote. */
  take: (text: string) => void
  /** Writes. Never rejects. */
  save: (text: string) => Promise<{ revision: number } | Refusal>
  /** Main is about to tell what it has: until then nothing may take its place. */
  isOnItsWay: () => boolean
  /** It failed for long. */
  failed: (why: string) => void
}

/** The saving of one draft: one write at a time, of the newest text. */
export class KeptDraft {
  #plug: DraftPlug
  /** What main has, as far as is known here. */
  #known = ''
  /** Main's number of it. */
  #revision = 0
  /** Main told once what it has, or was told. */
  #met = false
  /** When the first change came that is not written yet; null when there is none. */
  #since_ms: number | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #writing = false
  /** The write that is on its way, or was the last one. */
  #latest: Promise<unknown> = Promise.resolve()
  #holds = 0
  /** Heard while a write was on its way: which of the two is newer is known when that is answered. */
  #heard: ToldDraft | null = null
  #failing_since_ms: number | null = null
  #told = false

  constructor(plug: DraftPlug) {
    this.#plug = plug
  }

  /** The text in the composer changed. */
  changed(): void {
    if (this.#plug.text() === this.#known && !this.#writing) {
      clearTimeout(this.#timer)
      this.#since_ms = null
      return
    }
    const now = performance.now()
    this.#since_ms ??= now
    this.#writeIn(Math.max(0, Math.min(REST_MS, this.#since_ms + LONGEST_MS - now)))
  }

  /** Writes now, if there is anything to write. */
  async write(): Promise<void> {
    clearTimeout(this.#timer)
    const text = this.#plug.text()
    if (text === this.#known && !this.#writing) this.#since_ms = null
    if (this.#writing || this.#holds > 0 || text === this.#known) return
    if (!this.#met && this.#plug.isOnItsWay()) return this.#writeIn(REST_MS)
    this.#met = true
    this.#since_ms = null
    this.#writing = true
    const asked = this.#plug.save(text)
    this.#latest = asked
    const reply = await asked
    this.#writing = false
    if ('refused' in reply) this.#refused(reply.refused)
    else this.#saved(text, reply.revision)
  }

  /** Resolves when the newest text is written, or was refused. */
  async finish(): Promise<void> {
    await this.#latest
    await this.write()
  }

  /** Nothing is written until as many releases came as holds. */
  hold(): void {
    this.#holds++
  }

  release(): void {
    this.#holds--
    void this.write()
  }

  /** Another window changed it. Taken over, unless what stands here is newer: that is written next. */
  hear(told: ToldDraft): void {
    if (this.#writing) {
      this.#heard = told
      return
    }
    if (told.revision <= this.#revision) return
    const newer_here = this.#plug.text() !== this.#known
    this.#known = told.text
    this.#revision = told.revision
    this.#met = true
    if (newer_here) this.changed()
    else this.#plug.take(told.text)
  }

  /** What main has; false when that was known already. */
  meet(text: string): boolean {
    if (this.#met) return false
    this.#met = true
    this.#known = text
    return true
  }

  dispose(): void {
    clearTimeout(this.#timer)
  }

  #writeIn(ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.write(), ms)
  }

  #saved(text: string, revision: number): void {
    this.#known = text
    this.#revision = revision
    this.#failing_since_ms = null
    this.#told = false
    const heard = this.#heard
    this.#heard = null
    if (this.#plug.text() !== text) this.changed()
    else if (heard) this.hear(heard)
  }

  #refused(why: string): void {
    const now = performance.now()
    this.#failing_since_ms ??= now
    if (!this.#told && now - this.#failing_since_ms >= TOLD_AFTER_MS) {
      this.#told = true
      this.#plug.failed(why)
    }
    this.#writeIn(RETRY_MS)
  }
}
