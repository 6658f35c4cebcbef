/** Plain code is laid out in blocks of whole lines of about this size. */
const BLOCK_CHARS = 2_048
/** A line longer than this is cut into pieces of this size: the browser measures a line as a whole, again for each addition. */
export const LINE_MAX_CHARS = 4 * BLOCK_CHARS

/**
 * Cuts code that grows into blocks for the page: whole lines, or the pieces of a line that is too long. However the code
 * arrives, the same text is cut at the same places; joined by "" the blocks and the rest are the code.
 */
export class CodeLines {
  /** Blocks that stay as they are. */
  finished: readonly string[] = []
  #lines = ''
  #line = ''
  /** A piece of the line in #line, or of the one that #lines is the end of, is a block already. */
  #cut = false

  /** What follows the finished blocks. */
  get rest(): string {
    return this.#lines + this.#line
  }

  add(text: string): void {
    for (let start = 0; start < text.length;) {
      const end = text.indexOf('\n', start) + 1 || text.length
      this.#extend(text.slice(start, end))
      start = end
    }
  }

  #extend(part: string): void {
    // What ended with a line break goes when something follows it, so that the break is not shown before.
    if (this.#line === '' && (this.#cut || this.#lines.length >= BLOCK_CHARS)) this.#finishLines()
    this.#line += part
    const ended = part.endsWith('\n')
    while (this.#line.length - Number(ended) > LINE_MAX_CHARS) this.#cutLine()
    if (!ended) return
    this.#lines += this.#line
    this.#line = ''
  }

  #cutLine(): void {
    this.#finishLines()
    // Not between the halves of one character.
    const unit = this.#line.charCodeAt(LINE_MAX_CHARS)
    const end = unit >= 0xdc00 && unit < 0xe000 ? LINE_MAX_CHARS - 1 : LINE_MAX_CHARS
    this.finished = [...this.finished, this.#line.slice(0, end)]
    this.#line = this.#line.slice(end)
    this.#cut = true
  }

  #finishLines(): void {
    if (this.#lines !== '') this.finished = [...this.finished, this.#lines]
    this.#lines = ''
    this.#cut = false
  }
}

/** The blocks of code that is complete; at least one. */
export function blocksOf(code: string): readonly string[] {
  const lines = new CodeLines()
  lines.add(code)
  return lines.rest === '' && lines.finished.length > 0 ? lines.finished : [...lines.finished, lines.rest]
}

/** Whether a block is a piece of a line that was cut; `before` and `after` are its neighbours. */
export function isPieceOfLine(block: string, before: string | undefined, after: string | undefined): boolean {
  return before?.endsWith('\n') === false || (after !== undefined && !block.endsWith('\n'))
}
