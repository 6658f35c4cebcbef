import { ASCII } from '../../../shared/fold.ts'
import { runsOf } from './runs.ts'

/** A text as the index takes it: for FTS5's tokenizer `ascii`, which separates at blanks and folds A to a. */
export interface SearchText {
  words: string
  /** The single characters of scripts without blanks between words, each once. */
  characters: string
}

export function searchText(text: string): SearchText {
  // The tokenizer does to ASCII what `runsOf` would.
  if (ASCII.test(text)) return { words: text.replaceAll('\0', ' '), characters: '' }
  const words: string[] = []
  const single = new Set<string>()
  for (const { terms, characters } of runsOf(text)) {
    for (const term of terms) words.push(term)
    for (const character of characters ?? []) single.add(character)
  }
  return { words: words.join(' '), characters: [...single].join(' ') }
}
