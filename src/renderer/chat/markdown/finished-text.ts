import type { Tokens } from 'marked'
import type { LexedToken, OpenParagraphToken } from './answer-token.ts'
import type { FinishedPart } from './finished-part.ts'
import { joinInline, nextSegment, SEGMENT_CHARS } from './inline-segments.ts'

type ParseInline = (source: string) => LexedToken[]

/** Text of an open paragraph up to a place that no later text can reach back over. */
export class FinishedText implements FinishedPart {
  source = ''
  lead = ''
  #segments: readonly (readonly LexedToken[])[] = []
  /** The unfinished last line of `source`. */
  #line = ''
  readonly #parse: ParseInline

  constructor(parse: ParseInline) {
    this.#parse = parse
  }

  static fits(token: LexedToken): token is Tokens.Paragraph {
    return (
      token.type === 'paragraph' && token.text.length > 2 * SEGMENT_CHARS && token.raw.startsWith(token.text)
    )
  }

  show(token: LexedToken): OpenParagraphToken | null {
    return token.type === 'paragraph'
      ? {
          type: 'open_paragraph',
          finished_chars: this.source.length,
          finished: this.#segments,
          tokens: token.tokens as LexedToken[],
        }
      : null
  }

  complete(token: LexedToken): Tokens.Paragraph | null {
    if (token.type !== 'paragraph') return null
    const tokens = joinInline(joinInline([], this.#segments.flat()), token.tokens as LexedToken[])
    const raw = this.source + token.raw.slice(this.lead.length)
    return { ...token, raw, text: this.source + token.text.slice(this.lead.length), tokens }
  }

  grow(token: LexedToken): number {
    if (token.type !== 'paragraph' || !token.raw.startsWith(token.text)) return 0
    const text = token.text.slice(this.lead.length)
    let taken = 0
    for (let next = nextSegment(text, 0, this.#parse); next; next = nextSegment(text, taken, this.#parse)) {
      this.#segments = [...this.#segments, next.tokens]
      taken = next.end
    }
    if (taken === 0) return 0
    const part = text.slice(0, taken)
    const lineStart = part.lastIndexOf('\n') + 1
    this.#line = lineStart > 0 ? part.slice(lineStart) : this.#line + part
    this.source += part
    this.lead = standIn(this.#line)
    return taken
  }
}

/** What is read like `line`: words, with the same cells if it becomes a table's first line. */
function standIn(line: string): string {
  return line.includes('|') ? line.replace(/[^|\\]/g, 'x') : 'x'
}
