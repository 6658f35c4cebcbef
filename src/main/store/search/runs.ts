import { ASCII, fold } from '../../../shared/fold.ts'

/** A run of letters and digits: one word, or, in a script without blanks between words, some of them. */
export interface Run {
  /** As it stands in the text, which begins and ends here. */
  text: string
  from: number
  to: number
  /** Folded, in the pieces that stand beside each other in the index. */
  terms: string[]
  /** Of a script without blanks: the single characters, folded. */
  characters: string[] | null
}

/** Scripts whose words stand without blanks between them, and Hangul, whose particles cling to words. */
const UNSPACED_SCRIPTS = 'Han Hiragana Katakana Bopomofo Hangul Thai Lao Khmer Myanmar'.split(' ')
const UNSPACED = `[[${UNSPACED_SCRIPTS.map((script) => `\\p{scx=${script}}`).join('')}]&&[\\p{L}\\p{M}\\p{N}]]`
const SPACED = `[[\\p{L}\\p{M}\\p{N}\\p{Co}]--${UNSPACED}]`
/** A mark without its letter begins no word: a reader does not take it for one either. */
const RUN = new RegExp(`(${UNSPACED}+)|(?!\\p{M})${SPACED}+`, 'gv')
const ASCII_RUN = /[0-9A-Za-z]+/g
/** What separates words for the index itself (FTS5's tokenizer `ascii`); folding makes such of e.g. "⑴". */
// oxlint-disable-next-line no-control-regex -- all of ASCII but letters and digits, its control characters included
const SEPARATORS = /[\0-/:-@[-`{-\x7f]+/

/**
 * Reads a text into runs, one after the other: the one place that knows what a word is, for the index, for questions and
 * for the marks in snippets. FTS5's own tokenizers do not find words of two Chinese characters, and break Hindi apart.
 */
export function* runsOf(text: string): Generator<Run> {
  const ascii = ASCII.test(text)
  for (const { 0: run, 1: unspaced, index: from } of text.matchAll(ascii ? ASCII_RUN : RUN)) {
    const place = { text: run, from, to: from + run.length }
    if (unspaced === undefined) {
      yield { ...place, terms: pieces(run), characters: null }
    } else {
      const characters = pieces(run).flatMap((piece) => [...piece])
      yield { ...place, terms: pairs(characters), characters }
    }
  }
}

/** Each character with its neighbour; a character alone stands for itself. */
function pairs(characters: readonly string[]): string[] {
  if (characters.length < 2) return [...characters]
  const found: string[] = []
  let before = ''
  for (const character of characters) {
    if (before !== '') found.push(before + character)
    before = character
  }
  return found
}

/** A run that folding leaves nothing of (a vowel point that stands alone) is looked for as it is. */
function pieces(run: string): string[] {
  const folded = fold(run)
  const found = SEPARATORS.test(folded) ? folded.split(SEPARATORS).filter((piece) => piece !== '') : [folded]
  return found.join('') === '' ? [run] : found
}
