/** A formula in inline text. `end` is the place behind its closing delimiter. */
export interface Formula {
  end: number
  tex: string
  display: boolean
}

/** Longer than this is no formula inside a line. */
const LONGEST_INLINE_CHARS = 1_000
/** A formula that stands in lines of its own may be this long; longer ones are text. */
const LONGEST_BLOCK_CHARS = 8_192

interface Delimiter {
  open: string
  close: string
  display: boolean
}

const DELIMITERS: readonly Delimiter[] = [
  { open: '$$', close: '$$', display: true },
  { open: '$', close: '$', display: false },
  { open: '\\(', close: '\\)', display: false },
  { open: '\\[', close: '\\]', display: true },
]

// "20 for a or 30" between two dollar signs is about money.
const MONEY = /^\d[\d.,]*(?:[kKmM]?[\s–-]+[^\\^_={}<>+*/]*)?\s[^\\^_={}<>+*/]*$/
const WORD = /[\p{L}\p{N}]/u
const BLANK_LINE = /\n[ \t]*\n/
const BLOCK_OPENER = /^ {0,3}(?:\$\$|\\\[)/
const BLOCK_LINE = /(?:^|\n)(?= {0,3}(?:\$\$|\\\[))/g

/** The formula that begins at `start`, or null. What stands in front tells a price or a name from an opening dollar. */
export function formulaAt(source: string, start: number, longest = LONGEST_INLINE_CHARS): Formula | null {
  const delimiter = delimiterAt(source, start)
  if (!delimiter) return null
  const from = start + delimiter.open.length
  const close = closingPlace(source, from, delimiter, longest)
  if (close === -1) return null
  const tex = source.slice(from, close)
  if (!WORD.test(tex) || BLANK_LINE.test(tex) || (delimiter.close.startsWith('$') && MONEY.test(tex)))
    return null
  return { end: close + delimiter.close.length, tex: tex.trim(), display: delimiter.display }
}

/** Text from `start` to the end of `source` that will most likely be a formula once it is closed. */
export function opensFormula(source: string, start: number): boolean {
  const delimiter = delimiterAt(source, start)
  if (!delimiter || source.length - start > LONGEST_INLINE_CHARS) return false
  const tex = source.slice(start + delimiter.open.length)
  if (BLANK_LINE.test(tex)) return false
  if (delimiter.open !== '$') return !tex.includes(delimiter.close)
  return !/[$`]|\*\*/.test(tex) && /[\\^_{}=]/.test(tex)
}

function delimiterAt(source: string, start: number): Delimiter | undefined {
  const found = DELIMITERS.find(({ open }) => source.startsWith(open, start))
  if (found?.open !== '$' && found?.open !== '$$') return found
  const before = source.charAt(start - 1)
  if (before === '$' || before === '\\' || WORD.test(before)) return undefined
  return found.open === '$' && !/\S/.test(source.charAt(start + 1)) ? undefined : found
}

function closingPlace(source: string, from: number, delimiter: Delimiter, longest: number): number {
  const last = Math.min(source.length, from + longest)
  for (let at = from; at < last; at++) {
    const char = source.charAt(at)
    if (source.startsWith(delimiter.close, at))
      return delimiter.close === '$' ? closingDollar(source, at) : at
    if (char === '\\') at++
    else if (delimiter.close === '$' && char === '`') return -1
  }
  return -1
}

/** The first dollar closes or there is no formula: looking further would take in the opening one of the next. */
function closingDollar(source: string, at: number): number {
  const after = source.charAt(at + 1)
  return /\s/.test(source.charAt(at - 1)) || after === '$' || WORD.test(after) ? -1 : at
}

/** All formulas of an inline text, in order. Code spans and escaped characters hold none. */
export function formulasIn(source: string): Map<number, Formula> {
  const found = new Map<number, Formula>()
  if (!/[$\\]/.test(source)) return found
  for (let at = 0; at < source.length;) {
    const char = source.charAt(at)
    const formula = char === '$' || char === '\\' ? formulaAt(source, at) : null
    if (formula) {
      found.set(at, formula)
      at = formula.end
    } else if (char === '\\') at += 2
    else at = char === '`' ? afterCode(source, at) : at + 1
  }
  return found
}

function afterCode(source: string, start: number): number {
  let open = start
  while (source.charAt(open) === '`') open++
  for (let at = source.indexOf('`', open); at !== -1;) {
    let end = at
    while (source.charAt(end) === '`') end++
    if (end - at === open - start) return end
    at = source.indexOf('`', end)
  }
  return open
}

/** A formula in lines of its own. `open`: its closing delimiter has not arrived. */
export interface BlockFormula {
  length: number
  tex: string
  open: boolean
}

/**
 * The block formula `source` begins with: delimiters at the start and the end of their lines, no blank line between.
 * With `more` text to come, one that can still be closed counts as open; otherwise it is none.
 */
export function blockFormula(source: string, more: boolean): BlockFormula | null {
  const opener = BLOCK_OPENER.exec(source)?.[0]
  if (opener === undefined) return null
  const start = opener.length - 2
  const formula = formulaAt(source, start, LONGEST_BLOCK_CHARS)
  if (formula) {
    const rest = /^[ \t]*(?=\n|$)/.exec(source.slice(formula.end, formula.end + 1_000))
    return rest && { length: formula.end + rest[0].length, tex: formula.tex, open: false }
  }
  const tex = source.slice(opener.length)
  const mayClose =
    more && tex.length < LONGEST_BLOCK_CHARS && !BLANK_LINE.test(tex) && !hasClosed(tex, opener.endsWith('$'))
  return mayClose ? { length: source.length, tex: tex.trim(), open: true } : null
}

function hasClosed(tex: string, dollars: boolean): boolean {
  return (
    closingPlace(
      tex,
      0,
      dollars ? (DELIMITERS[0] as Delimiter) : (DELIMITERS[3] as Delimiter),
      tex.length,
    ) !== -1
  )
}

/** False where no block formula can be: most text. */
export function mayHoldBlocks(source: string): boolean {
  return source.includes('$$') || source.includes('\\[')
}

/** The first line in `source`, up to its first blank line, at which a block formula begins, or -1. */
export function nextBlockFormula(source: string, more: boolean): number {
  if (!mayHoldBlocks(source)) return -1
  const blank = BLANK_LINE.exec(source)?.index ?? source.length
  for (const match of source.slice(0, blank).matchAll(BLOCK_LINE)) {
    const start = match.index + match[0].length
    if (blockFormula(source.slice(start), more)) return start
  }
  return -1
}

/** The last block of `source` is a formula whose lines are still coming. */
export function endsInFormula(source: string): boolean {
  if (!mayHoldBlocks(source)) return false
  const blank = source.search(/\n[ \t]*\n(?![^]*\n[ \t]*\n)/)
  const last = blank === -1 ? source : source.slice(source.indexOf('\n', blank + 1) + 1)
  const start = nextBlockFormula(last, true)
  return start !== -1 && blockFormula(last.slice(start), true)?.open === true
}
