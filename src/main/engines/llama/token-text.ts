import type { LlamaModel, Token } from 'node-llama-cpp'
import { sign } from './marked-text.ts'

/** A character has at most four bytes, and each may be a token of its own. */
const PENDING_MAX = 4
/** What came before decides about spaces in some vocabularies. */
const CONTEXT_TOKENS = 4
const BROKEN = '\uFFFD'

/** Tokens to text, one by one: half a character waits for its other half. Control tokens come out as signs. */
export class TokenText {
  #model: LlamaModel
  #pending: Token[] = []
  #said: Token[] = []

  constructor(model: LlamaModel) {
    this.#model = model
  }

  push(token: Token): string {
    if (this.#model.isSpecialToken(token)) {
      return this.finish() + sign(this.#model.detokenize([token], true))
    }
    this.#pending.push(token)
    const text = this.#model.detokenize(this.#pending, false, this.#said)
    if (text.endsWith(BROKEN) && this.#pending.length < PENDING_MAX) return ''
    this.#said = [...this.#said, ...this.#pending].slice(-CONTEXT_TOKENS)
    this.#pending = []
    return text
  }

  /** What still waits for its other half, which will not come. */
  finish(): string {
    const text = this.#pending.length > 0 ? this.#model.detokenize(this.#pending, false, this.#said) : ''
    this.#pending = []
    return text
  }
}

/** The text of tokens that are known already, signs included. */
export function textOfTokens(model: LlamaModel, tokens: readonly Token[]): string {
  const text = new TokenText(model)
  return tokens.map((token) => text.push(token)).join('') + text.finish()
}
