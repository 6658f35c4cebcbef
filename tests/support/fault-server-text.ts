import { createHash } from 'node:crypto'

const WORDS = ['plain', 'größe', '漢字', '😀👩‍💻', 'naïve', 'עברית', 'tail']

/** The tokens a fault server writes: a function of model and prompt alone, so that a text tells whose it is. */
export function faultTokens(model: string, prompt: string, count = 40): string[] {
  const owner = ownerOf(model, prompt)
  return Array.from({ length: count }, (_, i) => `${owner}.${i} ${WORDS[i % WORDS.length]} `)
}

/** The mark on every token of one prompt. */
export function ownerOf(model: string, prompt: string): string {
  return createHash('sha256').update(`${model}\n${prompt}`).digest('hex').slice(0, 8)
}

/** What is left of tokens after so many characters of them. */
export function tokensAfter(characters: number, tokens: readonly string[]): string[] {
  let passed = 0
  return tokens.flatMap((token) => {
    const from = Math.max(0, characters - passed)
    passed += token.length
    return from < token.length ? [token.slice(from)] : []
  })
}
