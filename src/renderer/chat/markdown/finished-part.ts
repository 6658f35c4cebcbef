import type { AnswerToken, LexedToken } from './answer-token.ts'

/**
 * The finished part of a block that is still open: items of a list, rows of a table, text of a paragraph. Its source is
 * not parsed again; the lexer reads `lead` in its place and then the rest.
 */
export interface FinishedPart {
  readonly source: string
  readonly lead: string
  /** The open block with its finished part, or null when the rest has turned the block into something else. */
  show(token: LexedToken): AnswerToken | null
  /** The block as one token once it has ended, or null as above. */
  complete(token: LexedToken): LexedToken | null
  /** Moves what is finished of the open block into this part. Returns how many characters of the rest it took. */
  grow(token: LexedToken): number
}
