import type { Channel } from '../../../shared/stream-event.ts'

/** A text that is no part of the answer: it ends it, or changes the channel. */
export interface Mark {
  text: string
  means: Channel | 'end'
}

/** Around a token that is a sign and no text, so that the same letters written as text are not taken for it. */
const SIGN_BEGIN = '\uFDD0'
const SIGN_END = '\uFDD1'
const SIGNS = new RegExp(`${SIGN_BEGIN}[^${SIGN_END}]*${SIGN_END}?|${SIGN_END}`, 'g')

/** A control token's name, as marks have it. */
export const sign = (name: string): string => `${SIGN_BEGIN}${name}${SIGN_END}`

export interface MarkedPiece {
  channel: Channel
  content: string
}

/** Splits what a model writes into channels at its marks, however they are cut; what may become a mark is held back. */
export class MarkedText {
  #marks: readonly Mark[]
  #channel: Channel
  #held = ''
  #ended = false

  constructor(marks: readonly Mark[], channel: Channel) {
    // The longest first: one may be the beginning of another.
    this.#marks = marks.filter(({ text }) => text !== '').toSorted((a, b) => b.text.length - a.text.length)
    this.#channel = channel
  }

  /** True once a mark ended the answer; nothing more comes out then. */
  get ended(): boolean {
    return this.#ended
  }

  push(text: string): MarkedPiece[] {
    if (this.#ended) return []
    this.#held += text
    const pieces: MarkedPiece[] = []
    for (let found = this.#firstMark(); found && !this.#ended; found = this.#firstMark()) {
      const { at, mark } = found
      this.#emit(pieces, at)
      this.#held = this.#held.slice(mark.text.length)
      if (mark.means === 'end') this.#ended = true
      else this.#channel = mark.means
    }
    if (!this.#ended) this.#emit(pieces, this.#held.length - this.#possibleMark())
    return pieces
  }

  /** Nothing more comes: what was held back was no mark. */
  finish(): MarkedPiece[] {
    const pieces: MarkedPiece[] = []
    if (!this.#ended) this.#emit(pieces, this.#held.length)
    return pieces
  }

  #firstMark(): { at: number; mark: Mark } | null {
    let first: { at: number; mark: Mark } | null = null
    for (const mark of this.#marks) {
      const at = this.#held.indexOf(mark.text)
      if (at !== -1 && (!first || at < first.at)) first = { at, mark }
    }
    return first
  }

  /** How many characters at the end may be the beginning of a mark. */
  #possibleMark(): number {
    let longest = 0
    for (const { text } of this.#marks) {
      for (let length = Math.min(text.length - 1, this.#held.length); length > longest; length--) {
        if (this.#held.endsWith(text.slice(0, length))) longest = length
      }
    }
    return longest
  }

  #emit(pieces: MarkedPiece[], length: number): void {
    // Signs that became no mark are nobody's to read.
    const content = this.#held.slice(0, length).replace(SIGNS, '')
    if (content !== '') pieces.push({ channel: this.#channel, content })
    this.#held = this.#held.slice(length)
  }
}
