import type { LlamaModel, Token } from 'node-llama-cpp'
import { sign } from './marked-text.ts'

/** A character has at most four bytes, and each may be a token of its own. */
const PENDING_MAX = 4
/** What came before decides about spaces in some vocabularies. */
const CONTEXT_TOKENS = 4
/** Above this the context is cut back, which is not worth its while at each token. */
const CONTEXT_TOKENS_MAX = 16
const BROKEN = '\uFFFD'

type Vocabulary = Pick<LlamaModel, 'detokenize' | 'isSpecialToken'>

/** Tokens to text, one by one: half a character waits for its other half. Control tokens come out as signs. */
export class TokenText {
  #model: Vocabulary
  #signs: Map<Token, string | null>
  /** What was said last, and behind it what still waits for its other half. */
  #tokens: Token[] = []
  #pending = 0
  /** The text of what was said, and so what the text of all begins with. */
  #said_text = ''

  constructor(model: Vocabulary) {
    this.#model = model
    this.#signs = signsOf(model)
  }

  push(token: Token): string {
    const control = this.#signOf(token)
    if (control !== null) return this.finish() + control
    this.#tokens.push(token)
    this.#pending++
    const whole = this.#model.detokenize(this.#tokens)
    const text = this.#added(whole)
    if (text.endsWith(BROKEN) && this.#pending < PENDING_MAX) return ''
    this.#pending = 0
    this.#said_text = whole
    if (this.#tokens.length > CONTEXT_TOKENS_MAX) {
      this.#tokens = this.#tokens.slice(-CONTEXT_TOKENS)
      this.#said_text = this.#model.detokenize(this.#tokens)
    }
    return text
  }

  /** What still waits for its other half, which will not come. */
  finish(): string {
    if (this.#pending === 0) return ''
    const text = this.#added(this.#model.detokenize(this.#tokens))
    this.#tokens.length -= this.#pending
    this.#pending = 0
    return text
  }

  #added(whole: string): string {
    return whole.startsWith(this.#said_text)
      ? whole.slice(this.#said_text.length)
      : this.#model.detokenize(this.#tokens.slice(-this.#pending))
  }

  /** null for a token that is text. */
  #signOf(token: Token): string | null {
    let found = this.#signs.get(token)
    if (found === undefined) {
      found = this.#model.isSpecialToken(token) ? sign(this.#model.detokenize([token], true)) : null
      this.#signs.set(token, found)
    }
    return found
  }
}

const known_signs = new WeakMap<Vocabulary, Map<Token, string | null>>()

/** Asking the model costs more than the text of a token; its answer never changes. */
function signsOf(model: Vocabulary): Map<Token, string | null> {
  let signs = known_signs.get(model)
  if (!signs) known_signs.set(model, (signs = new Map()))
  return signs
}

/** The text of tokens that are known already, signs included. */
export function textOfTokens(model: Vocabulary, tokens: readonly Token[]): string {
  const text = new TokenText(model)
  return tokens.map((token) => text.push(token)).join('') + text.finish()
}
