import type { Links, Token } from 'marked'
import { AnswerLexer } from './answer-lexer.ts'
import type { AnswerToken, LexedToken } from './answer-token.ts'
import { closeInline } from './close-inline.ts'
import { REFERRING } from './definitions.ts'
import { parseInSegments } from './inline-segments.ts'

export interface LexRequest {
  source: string
  /** Definitions the source may refer to; never changed. */
  links: Links
  /** The source is still being written: emphasis, code or a link that is open at its very end counts as closed. */
  open?: boolean
  /** Text may follow the source, whatever its end looks like now. */
  more?: boolean
  /** Characters at the start of the first paragraph that stand for text parsed before. */
  lead_chars?: number
}

export interface Lexed {
  tokens: LexedToken[]
  /** The given definitions and those of the source. */
  links: Links
}

/** Block structure by marked's lexer; inline text once for as long as it stays the same from one call to the next. */
export class MarkdownLexer {
  #inlines = new Map<string, LexedToken[]>()
  #links: Links | null = null

  /** The last source could hold definitions of its own. */
  get usedOpenDefinitions(): boolean {
    return this.#links === null
  }

  /** The definitions have changed: what was parsed before may read differently. */
  forget(): void {
    this.#inlines = new Map()
  }

  lex({ source, links, open = false, more = open, lead_chars = 0 }: LexRequest): Lexed {
    const lexer = new AnswerLexer(more)
    const mayDefine = source.includes(']:')
    lexer.tokens.links = mayDefine ? Object.assign(Object.create(null), links) : links
    const tokens = lexer.blockTokens(source, lexer.tokens) as LexedToken[]
    const known = !mayDefine && links === this.#links ? this.#inlines : new Map<string, LexedToken[]>()
    const used = new Map<string, LexedToken[]>()
    const parse = (text: string) => lexer.inlineTokens(text) as LexedToken[]
    const first = tokens[0]
    const last = open ? openInlines(tokens, source) : undefined
    for (const run of lexer.inlineQueue) {
      let text = run.src
      if (lead_chars > 0 && first?.type === 'paragraph' && run.tokens === first.tokens)
        text = text.slice(lead_chars)
      if (run.tokens === last) text = closeInline(text)
      const parsed = known.get(text) ?? parseInSegments(text, parse)
      used.set(text, parsed)
      for (const token of parsed) run.tokens.push(token)
    }
    this.#inlines = used
    this.#links = mayDefine ? null : links
    return { tokens, links: lexer.tokens.links }
  }
  lexInline(source: string, links: Links): LexedToken[] {
    const lexer = new AnswerLexer()
    lexer.tokens.links = links
    return lexer.inlineTokens(source) as LexedToken[]
  }

  /** A settled block parsed anew with other definitions; null when it does not refer to any. */
  lexBlock(token: AnswerToken, source: string, links: Links): LexedToken | null {
    if (!REFERRING.has(token.type) || !source.includes('[')) return null
    const { tokens } = new MarkdownLexer().lex({ source, links })
    const blocks = tokens.filter(({ type }) => type !== 'space')
    return blocks.length === 1 && blocks[0]?.type === token.type ? blocks[0] : null
  }

  /** The link definitions of a settled block, also those inside its lists and quotations; null when there are none. */
  definitionsIn(token: AnswerToken): Links | null {
    if (token.type === 'def') return { [token.tag]: { href: token.href, title: token.title } }
    if ((token.type !== 'list' && token.type !== 'blockquote') || !token.raw.includes(']:')) return null
    const lexer = new AnswerLexer()
    lexer.blockTokens(token.raw, lexer.tokens)
    return lexer.tokens.links
  }
}

/** The inline tokens at the very end of the source, if it ends in inline text: they belong to a block that is not settled. */
function openInlines(tokens: readonly Token[], source: string): readonly Token[] | undefined {
  return /\n[ \t]*\n[ \t]*$/.test(source) ? undefined : lastInlines(tokens)
}

function lastInlines(tokens: readonly Token[]): readonly Token[] | undefined {
  const last = tokens.findLast((token) => token.type !== 'space') as LexedToken | undefined
  switch (last?.type) {
    case 'paragraph':
    case 'heading':
    case 'text':
      return last.tokens
    case 'blockquote':
      return lastInlines(last.tokens)
    case 'list':
      return lastInlines(last.items.at(-1)?.tokens ?? [])
    case 'table':
      return (last.rows.at(-1) ?? last.header).findLast((cell) => cell.text !== '')?.tokens
    default:
      return undefined
  }
}
