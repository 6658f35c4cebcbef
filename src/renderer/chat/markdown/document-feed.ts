import { IncrementalDocument } from './incremental-document.ts'

/** Feeds a growing text to its document, piece by piece. A text that is not the old one made longer starts anew. */
export class DocumentFeed {
  #text = ''
  #finished = false
  #document = new IncrementalDocument()

  read(text: string, streaming: boolean): IncrementalDocument {
    if (this.#finished && !streaming && text === this.#text) return this.#document
    if (this.#finished || !text.startsWith(this.#text)) {
      this.#document = new IncrementalDocument()
      this.#text = ''
      this.#finished = false
    }
    if (text.length > this.#text.length) this.#document.append(ownCopy(text.slice(this.#text.length)))
    this.#text = text
    if (!streaming) {
      this.#finished = true
      this.#document.finish()
    }
    return this.#document
  }
}

/** A slice keeps the whole text it was cut from, and each block that begins with one would keep a text of its own. */
function ownCopy(slice: string): string {
  return ` ${slice}`.slice(1)
}
