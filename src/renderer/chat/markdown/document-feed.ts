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
    if (text.length > this.#text.length) this.#document.append(text.slice(this.#text.length))
    this.#text = text
    if (!streaming) {
      this.#finished = true
      this.#document.finish()
    }
    return this.#document
  }
}
