import { Hooks, Lexer, Tokenizer, type MarkedOptions, type Token, type Tokens } from 'marked'
import type { MathToken } from './answer-token.ts'
import { blockFormula, formulasIn, mayHoldBlocks, nextBlockFormula, type Formula } from './formula-source.ts'
import { OPEN_FORMULA, readOpenFormula } from './open-formula.ts'

/** Raw HTML is text here, so a tag opens nothing: not a link, not a raw stretch. Formulas come before headings. */
class AnswerTokenizer extends Tokenizer {
  override tag(source: string): Tokens.Tag | undefined {
    const raw = this.rules.inline.tag.exec(source)?.[0]
    if (raw === undefined) return undefined
    return { type: 'html', raw, inLink: false, inRawBlock: false, text: raw, block: false }
  }

  /** A line of `=` inside a formula underlines nothing. */
  override lheading(source: string): Tokens.Heading | undefined {
    const heading = super.lheading(source)
    if (!heading || !(this.lexer instanceof AnswerLexer)) return heading
    const formula = nextBlockFormula(source, this.lexer.mayContinue)
    return formula !== -1 && formula < heading.raw.length ? undefined : heading
  }
}

interface Run {
  source: string
  /** It ends in a formula that is still being written. */
  open: boolean
  formulas: ReadonlyMap<number, Formula>
}

/** marked's lexer with formulas: TeX between dollar signs or `\(…\)` and `\[…\]`, which no other rule looks into. */
export class AnswerLexer extends Lexer {
  readonly #more: boolean
  #depth = 0
  #run: Run = { source: '', open: false, formulas: new Map() }

  /** `more`: text may follow the source. */
  constructor(more = false) {
    super({ gfm: true, tokenizer: new AnswerTokenizer() })
    this.#more = more
  }

  /** The end of what is read now is the end of the source, and more may follow it. */
  get mayContinue(): boolean {
    return this.#more && this.#depth <= 1
  }

  override blockTokens(source: string, tokens?: Token[], lastParagraphClipped?: boolean): never {
    if (this.#depth++ === 0) this.options.extensions = mayHoldBlocks(source) ? this.#extensions() : null
    try {
      return super.blockTokens(source, tokens, lastParagraphClipped) as never
    } finally {
      this.#depth--
    }
  }

  override inlineTokens(source: string, tokens?: Token[]): Token[] {
    const outer = this.#run
    this.#enter({ source, open: source.includes(OPEN_FORMULA), formulas: formulasIn(source) })
    try {
      return super.inlineTokens(source, tokens)
    } finally {
      this.#enter(outer)
    }
  }

  #enter(run: Run): void {
    this.#run = run
    // Asking at each token costs a third of the parsing: only where there is a formula.
    const holds = run.open || run.formulas.size > 0
    this.options.extensions = holds ? this.#extensions() : null
    this.options.hooks = holds ? this.#hooks() : null
  }

  #extensions(): NonNullable<MarkedOptions['extensions']> {
    return {
      renderers: {},
      childTokens: {},
      block: [(source) => this.#block(source)],
      startBlock: [(source) => found(nextBlockFormula(source, this.mayContinue))],
      inline: [(source) => this.#inline(source)],
      startInline: [(source) => this.#nextInline(source)],
    }
  }

  #hooks(): Hooks {
    return Object.assign(new Hooks(), { emStrongMask: (masked: string) => this.#mask(masked) })
  }

  #block(source: string): MathToken | undefined {
    const formula = blockFormula(source, this.mayContinue)
    if (!formula) return undefined
    const { tex, open, length } = formula
    return { type: 'math', raw: source.slice(0, length), text: tex, display: true, block: true, open }
  }

  #inline(source: string): MathToken | undefined {
    const { formulas, source: whole, open } = this.#run
    if (open && source.startsWith(OPEN_FORMULA)) return readOpenFormula(source)
    const formula = formulas.size > 0 ? formulas.get(whole.length - source.length) : undefined
    if (!formula) return undefined
    const raw = source.slice(0, formula.end - (whole.length - source.length))
    return { type: 'math', raw, text: formula.tex, display: formula.display, block: false, open: false }
  }

  /** How far away the next formula is; text in front of it ends there. */
  #nextInline(source: string): number | undefined {
    const { formulas, source: whole } = this.#run
    const from = whole.length - source.length
    for (const start of formulas.keys()) if (start >= from) return start - from
    return found(source.indexOf(OPEN_FORMULA))
  }

  /** Stars inside a formula emphasise nothing. The length stays the same. */
  #mask(masked: string): string {
    let result = masked
    for (const [start, { end }] of this.#run.formulas)
      result = result.slice(0, start) + 'a'.repeat(end - start) + result.slice(end)
    return result
  }
}

function found(index: number): number | undefined {
  return index === -1 ? undefined : index
}
