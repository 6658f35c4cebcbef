import type { MarkedToken, Tokens } from 'marked'

/** A stretch of source that is shown as it was written: too deep, too large or too slow to parse. */
export interface PlainToken {
  type: 'plain'
  raw: string
  text: string
}

/** A code fence that is still being written: whole chunks of lines that never change, and the rest. */
export interface OpenCodeToken {
  type: 'open_code'
  lang: string
  chunks: readonly string[]
  rest: string
}

/** Items, rows or text that were finished inside a block that is still open; each array is frozen and shared between updates. */
export interface OpenListToken {
  type: 'open_list'
  list: Tokens.List
  finished: readonly (readonly Tokens.ListItem[])[]
}

export interface OpenTableToken {
  type: 'open_table'
  table: Tokens.Table
  finished: readonly (readonly Tokens.TableCell[][])[]
}

export interface OpenParagraphToken {
  type: 'open_paragraph'
  /** Characters of source that `finished` was read from. */
  finished_chars: number
  finished: readonly (readonly LexedToken[])[]
  tokens: readonly LexedToken[]
}

/** A formula in TeX. While `open` it is not closed yet, and `text` is its source so far, opening delimiter included where it is inline. */
export interface MathToken {
  type: 'math'
  raw: string
  text: string
  display: boolean
  /** It stands in lines of its own. */
  block: boolean
  open: boolean
}

export type LexedToken = MarkedToken | MathToken

export type AnswerToken =
  | MarkedToken
  | MathToken
  | PlainToken
  | OpenCodeToken
  | OpenListToken
  | OpenTableToken
  | OpenParagraphToken

/** One top-level block. `id` is its place in the document; the object is replaced, never changed, when its token changes. */
export interface Block {
  readonly id: number
  readonly token: AnswerToken
}
