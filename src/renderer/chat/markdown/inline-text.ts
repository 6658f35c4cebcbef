import type { Token } from 'marked'
import type { LexedToken } from './answer-token.ts'
import { decodeReferences } from './character-references.ts'

/** The text of inline tokens without their markup: for an image's description or a table's name. */
export function inlineText(tokens: readonly Token[] | undefined): string {
  return tokens?.map((token) => textOf(token as LexedToken)).join('') ?? ''
}

function textOf(token: LexedToken): string {
  if (token.type === 'br') return ' '
  if (token.type === 'math') return token.open ? token.text : token.raw
  if ('tokens' in token && token.tokens) return inlineText(token.tokens)
  if (token.type === 'text') return decodeReferences(token.text)
  return 'text' in token ? token.text : ''
}
