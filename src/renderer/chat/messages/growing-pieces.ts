/** A finished piece has about this many characters: what one frame lays out again, however long the text has become. */
export const PIECE_CHARS = 2_048
/** A line longer than this is cut inside. */
const LINE_MAX_CHARS = 8_192

/** A growing text in pieces of whole lines. Joined by "" they are the text; all but the last stay the same for good. */
export class GrowingPieces {
  #text = ''
  #finished: string[] = []
  #finished_chars = 0

  /** The pieces of a text. One that is not the former text made longer starts anew. */
  read(text: string): readonly string[] {
    if (!text.startsWith(this.#text)) {
      this.#finished = []
      this.#finished_chars = 0
    }
    this.#text = text
    for (;;) {
      const end = endOfPiece(text, this.#finished_chars)
      if (end === null) break
      this.#finished.push(text.slice(this.#finished_chars, end))
      this.#finished_chars = end
    }
    const rest = text.slice(this.#finished_chars)
    return rest === '' ? [...this.#finished] : [...this.#finished, rest]
  }
}

/** Where the piece that begins at `from` ends for good; null while that is not known. */
function endOfPiece(text: string, from: number): number | null {
  const line = text.indexOf('\n', from + PIECE_CHARS - 1)
  const longest = from + LINE_MAX_CHARS
  if (line >= 0 && line < longest) return line + 1
  if (text.length <= longest) return null
  const blank = text.lastIndexOf(' ', longest - 1)
  if (blank > from + PIECE_CHARS) return blank + 1
  // Not between the halves of one character.
  const unit = text.charCodeAt(longest)
  return unit >= 0xdc00 && unit < 0xe000 ? longest + 1 : longest
}
