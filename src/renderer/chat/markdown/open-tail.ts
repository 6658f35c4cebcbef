import type { Links } from 'marked'
import type { AnswerToken, LexedToken } from './answer-token.ts'
import { displaySource } from './display-source.ts'
import { FinishedItems } from './finished-items.ts'
import type { FinishedPart } from './finished-part.ts'
import { FinishedRows } from './finished-rows.ts'
import { FinishedText } from './finished-text.ts'
import { withKnownRows } from './known-rows.ts'
import type { MarkdownLexer } from './markdown-lexer.ts'
import { endsInFormula } from './formula-source.ts'
import { OpenFence } from './open-fence.ts'
import { countSettled, placeTokens, type PlacedToken } from './settled-blocks.ts'
import { afterBlankLine, firstTooDeep, isTooLarge } from './source-guards.ts'

// Parsing less than this cannot have been slow by itself: the machine was busy.
const WORTH_GIVING_UP_CHARS = 1_000

export interface TailOwner {
  readonly lexer: MarkdownLexer
  readonly links: Links
  /** Takes a block that nothing can change any more, with its source up to the next block. */
  settle: (token: AnswerToken, source: string) => void
  /** No block has been settled yet. */
  isFirst: () => boolean
}

/**
 * The end of the document that is not settled yet. It is read in one of three ways: as blocks by the lexer; inside an
 * open code fence, line by line; or as plain text up to the next blank line, when parsing it would cost too much.
 */
export class OpenTail {
  /** The open blocks as they look now. */
  tokens: readonly AnswerToken[] = []
  readonly #owner: TailOwner
  /** What has not been taken by the fence, a finished part or a settled block. */
  #source = ''
  #part: FinishedPart | null = null
  #fence: OpenFence | null = null
  #plain = false
  /** A part or fence that had to be given back is not tried again for the same block. */
  #whole = false
  /** Everything before this place in #source has been looked at by the depth guard. */
  #guarded = 0
  /** The first open block as it was read last; null when it is another one now, or read with other definitions. */
  #before: LexedToken | null = null
  /** Plain text that holds no blank line; #source goes on with its last line break, if that may begin one. */
  #plainText = ''

  constructor(owner: TailOwner) {
    this.#owner = owner
  }

  add(text: string): void {
    this.#source += text
  }

  /** Reads what was added. `open`: more text follows, so the end is drawn as it will most likely become. */
  advance(open: boolean): void {
    for (let more = true; more;) {
      if (this.#fence) more = this.#readFence(this.#fence)
      else if (this.#plain) more = this.#readPlain()
      else more = this.#readGuarded(open)
    }
  }

  /** Shows the open text as it was written from here to the next blank line. */
  giveUp(): void {
    if (this.#fence || this.#source.length < WORTH_GIVING_UP_CHARS) return
    this.#restore()
    this.#plain = true
    this.advance(false)
  }

  /** Settles all that is left. */
  close(): void {
    if (this.#fence) {
      const { source } = this.#fence
      this.#fence = null
      this.#settleFence(source)
    } else if (this.#plain) {
      if (this.#plainText + this.#source !== '') this.#settlePlain(this.#source)
    } else this.#settleAll()
    this.#source = ''
    this.#plain = false
    this.tokens = []
  }

  #readFence(fence: OpenFence): boolean {
    const rest = fence.feed(this.#source)
    this.#source = rest ?? ''
    this.tokens = rest === null ? [fence.token] : []
    if (rest === null) return false
    this.#fence = null
    this.#guarded = 0
    this.#settleFence(fence.source)
    return true
  }

  #settleFence(source: string): void {
    const { tokens } = this.#owner.lexer.lex({ source, links: this.#owner.links })
    for (const token of tokens) if (token.type !== 'space') this.#owner.settle(token, source)
  }

  #readPlain(): boolean {
    const end = afterBlankLine(this.#source)
    if (end === -1) {
      // A blank line can only begin with a line break that nothing has followed yet.
      const searched = /\n[ \t]*$/.exec(this.#source)?.index ?? this.#source.length
      this.#plainText += this.#source.slice(0, searched)
      this.#source = this.#source.slice(searched)
      const text = this.#plainText + this.#source
      this.tokens = text === '' ? [] : [plain(text)]
      return false
    }
    this.#settlePlain(this.#source.slice(0, end))
    this.#source = this.#source.slice(end)
    this.#plain = false
    this.#whole = false
    this.#guarded = 0
    return true
  }

  #settlePlain(rest: string): void {
    const text = this.#plainText + rest
    this.#plainText = ''
    this.#owner.settle(plain(text), text)
  }

  /** Stops in front of a line that nests too deep: what is before it ends there, the line itself is plain text. */
  #readGuarded(open: boolean): boolean {
    const { at, next } = firstTooDeep(this.#source, this.#guarded)
    this.#guarded = next
    if (at === -1) return this.#readBlocks(open)
    const deep = this.#source.slice(at)
    this.#source = this.#source.slice(0, at)
    while (this.#source !== '' && !this.#fence && !this.#plain && this.#readBlocks(false));
    if (!this.#fence && !this.#plain) {
      this.#settleAll()
      this.#plain = true
      this.#source = ''
    }
    this.#source += deep
    this.#guarded = 0
    return true
  }

  /** Lexes the tail and settles what can be settled. True when what is left has to be read in another way. */
  #readBlocks(open: boolean): boolean {
    const lead = this.#part?.lead ?? ''
    const source = lead + this.#source
    const guessed = open && !endsInFormula(source)
    const shown = guessed ? displaySource(source, this.#owner.isFirst() && lead === '') : source
    const placed = this.#lex(shown, open, true)
    if (!placed) return this.#giveBack()
    const settled = countSettled(placed, source)
    for (const [index, { token, start }] of placed.slice(0, settled).entries()) {
      const whole = index === 0 && this.#part ? this.#part.complete(token) : token
      if (!whole) return this.#giveBack()
      if (isTooLarge(whole)) {
        if (index > 0) this.#drop(start - lead.length)
        return this.#giveBack(true)
      }
      this.#settleToken(whole, this.#sourceOf(placed, index))
    }
    // Blank lines in front of the first open block are settled as well.
    if (settled > 0 || !this.#part) this.#drop((placed[settled]?.start ?? 0) - lead.length, settled > 0)
    return this.#keepOpen(placed.slice(settled))
  }

  #lex(source: string, open: boolean, more: boolean): PlacedToken[] | null {
    const part = this.#part
    const lead_chars = part instanceof FinishedText ? part.lead.length : 0
    try {
      const { tokens } = this.#owner.lexer.lex({ source, links: this.#owner.links, open, more, lead_chars })
      return placeTokens(tokens, source)
    } catch {
      this.#whole = true
      return null
    }
  }

  /** The blocks in front of this place are settled. */
  #drop(settled_chars: number, newBlock = true): void {
    this.#part = null
    if (newBlock) {
      this.#whole = false
      this.#before = null
    }
    this.#cut(settled_chars)
  }

  #cut(chars: number): void {
    this.#source = this.#source.slice(chars)
    this.#guarded = Math.max(0, this.#guarded - chars)
  }

  /** Shows the blocks that are still open and finds a cheaper way to go on when there is only one. */
  #keepOpen(placed: readonly PlacedToken[]): boolean {
    const first = this.#withKnown(placed[0]?.token)
    const shown = first && this.#part ? this.#part.show(first) : first
    if (first && !shown) return this.#giveBack()
    this.tokens = shown ? [shown, ...placed.slice(1).map(({ token }) => token)] : []
    if (!first || placed.length > 1) return false
    if (isTooLarge(shown ?? first)) return this.#giveBack(true)
    if (this.#whole || this.#owner.lexer.usedOpenDefinitions) return false
    return first.type === 'code' ? this.#enterFence() : this.#finishPart(first)
  }

  #withKnown(first: LexedToken | undefined): LexedToken | undefined {
    const before = this.#before
    const known = first && before && !this.#owner.lexer.usedOpenDefinitions
    const token = known ? withKnownRows(first, before) : first
    this.#before = token ?? null
    return token
  }

  #enterFence(): boolean {
    const started = this.#part ? null : OpenFence.start(this.#source)
    if (!started) return false
    this.#fence = started.fence
    this.#source = this.#source.slice(started.length)
    return true
  }

  #finishPart(token: LexedToken): boolean {
    const part = this.#part ?? this.#newPart(token)
    if (!part) return false
    const before = this.#part ? part.source.length : 0
    part.grow(token)
    if (part.source.length === before) return false
    this.#part = part
    this.#cut(part.source.length - before)
    return false
  }

  #newPart(token: LexedToken): FinishedPart | null {
    const { lexer, links } = this.#owner
    if (FinishedItems.fits(token)) return new FinishedItems(token)
    if (FinishedRows.fits(token)) return new FinishedRows(token)
    return FinishedText.fits(token) ? new FinishedText((source) => lexer.lexInline(source, links)) : null
  }

  /** Reads the open block again as a whole; as plain text when it cannot or should not be parsed. */
  #giveBack(asPlain = false): boolean {
    this.#plain = asPlain || (this.#whole && !this.#part)
    this.#whole = true
    this.#restore()
    return true
  }

  #restore(): void {
    this.#source = (this.#part?.source ?? '') + this.#source
    this.#guarded += this.#part?.source.length ?? 0
    this.#part = null
  }

  /** The text ends here. */
  #settleAll(): void {
    const lead = this.#part?.lead ?? ''
    const placed = this.#lex(lead + this.#source, false, false)
    const tokens = placed && this.#completed(placed)
    if (tokens && !tokens.some(isTooLarge)) {
      for (const [index, token] of tokens.entries()) this.#settleToken(token, this.#sourceOf(placed, index))
    } else if (this.#part) {
      this.#restore()
      this.#settleAll()
    } else if (this.#source !== '') this.#settlePlain(this.#source)
    this.#part = null
    this.#source = ''
  }

  /** The tokens with the finished part in the first one; null when it does not fit any more. */
  #completed(placed: readonly PlacedToken[]): LexedToken[] | null {
    const tokens = placed.map(({ token }) => token)
    const [first, ...others] = tokens
    if (!first || !this.#part) return tokens
    const whole = this.#part.complete(first)
    return whole && [whole, ...others]
  }

  /** References are resolved with the settled definitions only: one that is still being written may change. */
  #settleToken(token: LexedToken, source: string): void {
    const { lexer, links } = this.#owner
    const settled = lexer.usedOpenDefinitions ? lexer.lexBlock(token, source, links) : null
    this.#owner.settle(settled ?? token, source)
  }

  /** What a placed block was read from, up to the next one. */
  #sourceOf(placed: readonly PlacedToken[], index: number): string {
    const { source, lead } = this.#part ?? { source: '', lead: '' }
    const start = placed[index]?.start ?? 0
    const rest = (lead + this.#source).slice(start, placed[index + 1]?.start)
    return index === 0 ? source + rest.slice(lead.length) : rest
  }
}

function plain(text: string): AnswerToken {
  return { type: 'plain', raw: text, text }
}
