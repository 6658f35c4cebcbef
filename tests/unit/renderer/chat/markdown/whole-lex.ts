import type { Token } from 'marked'
import { AnswerLexer } from '../../../../../src/renderer/chat/markdown/answer-lexer.ts'
import type { AnswerToken, LexedToken } from '../../../../../src/renderer/chat/markdown/answer-token.ts'
import { decodeReferences } from '../../../../../src/renderer/chat/markdown/character-references.ts'
import { IncrementalDocument } from '../../../../../src/renderer/chat/markdown/incremental-document.ts'

/** What our lexer makes of the whole text in one go: the judge of every way to cut it. */
export function lexWhole(text: string): string {
  const tokens = new AnswerLexer().lex(text) as LexedToken[]
  return canonical(tokens.filter(({ type }) => type !== 'space' && type !== 'def'))
}

/** The finished blocks of a document that received `text` cut at these places; its clock stands still. */
export function lexCut(text: string, cuts: readonly number[]): string {
  const document = new IncrementalDocument(() => 0)
  let start = 0
  for (const end of [...cuts, text.length]) {
    document.append(text.slice(start, end))
    start = end
  }
  document.finish()
  return canonical(document.blocks.map(({ token }) => token))
}

export function everyPlace(text: string, step = 1): number[] {
  return Array.from({ length: Math.floor(text.length / step) }, (_, index) => index * step)
}

/** `raw` of blocks differs in blank space at their ends, which nobody sees; all that is drawn is compared. */
function canonical(tokens: readonly AnswerToken[]): string {
  return JSON.stringify(tokens, (key, value: unknown) => {
    if (key === 'escaped' || key === 'raw') return undefined
    return isText(value) ? { type: 'text', text: decodeReferences(value.text), tokens: value.tokens } : value
  })
}

function isText(value: unknown): value is { text: string; tokens?: Token[] } {
  return (
    typeof value === 'object' && value !== null && 'type' in value && value.type === 'text' && 'text' in value
  )
}
