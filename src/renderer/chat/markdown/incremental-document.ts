import type { AnswerToken, Block } from './answer-token.ts'
import { BlockList } from './block-list.ts'
import { Definitions } from './definitions.ts'
import { LexingPace } from './lexing-pace.ts'
import { MarkdownLexer } from './markdown-lexer.ts'
import { OpenTail, type TailOwner } from './open-tail.ts'

// A long text is taken in slices of this size, so that no single parse is long.
const SLICE_CHARS = 16_384

/**
 * A markdown document that grows at its end. Blocks that no later text can change are parsed once and kept; each append
 * parses only the block that is still open. However the text is cut, the finished blocks are those of the whole text.
 */
export class IncrementalDocument {
  readonly #blocks = new BlockList()
  readonly #definitions = new Definitions()
  readonly #lexer = new MarkdownLexer()
  readonly #pace: LexingPace
  readonly #tail: OpenTail
  #waiting = ''
  #afterReturn = false
  #finished = false
  #open: readonly Block[] = []
  #groups: readonly (readonly Block[])[] = []

  /** `now` in milliseconds, monotonic. */
  constructor(now: () => number = () => performance.now()) {
    this.#pace = new LexingPace(now)
    const owner: TailOwner = {
      lexer: this.#lexer,
      links: this.#definitions.links,
      settle: (token, source) => this.#settle(token, source),
      isFirst: () => this.#blocks.size === 0,
    }
    this.#tail = new OpenTail(owner)
  }

  /** All blocks in groups, the open ones last. Groups and blocks that did not change are the same objects as before. */
  get groups(): readonly (readonly Block[])[] {
    return this.#groups
  }

  get blocks(): readonly Block[] {
    return this.#groups.flat()
  }

  /** Milliseconds until text that is shown unparsed may be parsed; null when there is none. */
  get due_ms(): number | null {
    return this.#waiting === '' ? null : this.#pace.wait_ms
  }

  append(text: string): void {
    if (this.#finished) throw new Error('A finished document does not grow')
    this.#waiting += this.#withLineFeeds(text)
    this.catchUp()
  }

  /** Parses what is waiting, if parsing is affordable now. */
  catchUp(): void {
    if (this.#pace.wait_ms === 0) this.#read(true)
    this.#draw()
  }

  /** The text is complete: everything left is what it is. */
  finish(): void {
    if (this.#finished) return
    this.#finished = true
    if (this.#afterReturn) this.#waiting += '\n'
    this.#read(false)
    this.#tail.close()
    this.#draw()
  }

  #read(open: boolean): void {
    const text = this.#waiting
    this.#waiting = ''
    for (let start = 0; start < text.length; start += SLICE_CHARS) {
      const last = start + SLICE_CHARS >= text.length
      this.#tail.add(text.slice(start, start + SLICE_CHARS))
      const tooSlow = this.#pace.measure(() => this.#tail.advance(open && last))
      if (tooSlow) this.#tail.giveUp()
    }
  }

  #draw(): void {
    const tokens = this.#tail.tokens
    const waiting: AnswerToken[] = this.#waiting === '' ? [] : [plain(this.#waiting)]
    const reusable = this.#lexer.usedOpenDefinitions ? [] : this.#open.slice(0, -1)
    const all = [...tokens, ...waiting]
    this.#open = all.map((token, index) => {
      const id = this.#blocks.size + index
      const known = reusable.find((block) => block.id === id)
      return known && index < all.length - 1 && isSame(known.token, token) ? known : { id, token }
    })
    this.#groups = this.#blocks.groupsWith(this.#open)
  }

  #settle(token: AnswerToken, source: string): void {
    const found = this.#lexer.definitionsIn(token)
    const affected = found ? this.#definitions.add(found) : []
    if (found) {
      this.#lexer.forget()
      this.#open = []
    }
    for (const id of affected) this.#readAgain(id)
    if (token.type === 'def' || token.type === 'space') return
    const block = this.#blocks.add(token)
    this.#definitions.noteUses(block.id, token, source)
  }

  #readAgain(id: number): void {
    const token = this.#blocks.at(id)?.token
    const again =
      token && this.#lexer.lexBlock(token, this.#definitions.sourceOf(id), this.#definitions.links)
    if (again) this.#blocks.replace(id, again)
  }

  /** CR LF and CR become LF, also when the pair arrives in two pieces. */
  #withLineFeeds(text: string): string {
    if (text === '') return ''
    const whole = this.#afterReturn ? `\r${text}` : text
    this.#afterReturn = whole.endsWith('\r')
    return (this.#afterReturn ? whole.slice(0, -1) : whole).replace(/\r\n?/g, '\n')
  }
}

/** Only the last open block may look otherwise than its source says. */
function isSame(a: AnswerToken, b: AnswerToken): boolean {
  return a.type === b.type && 'raw' in a && 'raw' in b && a.raw === b.raw
}

function plain(text: string): AnswerToken {
  return { type: 'plain', raw: text, text }
}
