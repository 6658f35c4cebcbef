import { formulaAt, opensFormula } from './formula-source.ts'
import { markOpenFormula } from './open-formula.ts'

interface Opener {
  marker: string
}

const ALNUM = /[\p{L}\p{N}]/u

/**
 * Inline text that is still being written, as it will most likely read once its constructs close: `**bo` as `**bo**`,
 * `[text](htt` as `text`, a code span with its closing ticks. Markers at the very end that have nothing in them yet are
 * left out. For the screen only: what is kept is parsed from the text as it was written.
 */
export function closeInline(source: string): string {
  const openers: Opener[] = []
  const brackets: number[] = []
  let index = 0
  while (index < source.length) {
    const char = source.charAt(index)
    const formula = char === '$' || char === '\\' ? openFormula(source, index) : null
    if (typeof formula === 'string') return finish(source.slice(0, index) + formula, openers, brackets)
    if (formula !== null) {
      index = formula
    } else if (char === '\\') {
      if (index === source.length - 1) return finish(source.slice(0, index), openers, brackets)
      index += 2
    } else if (char === '`') {
      const end = codeEnd(source, index)
      if (end === -1) return finish(closeCode(source, index), openers, brackets)
      index = end
    } else if (char === '[') {
      if (opensLink(source, index)) brackets.push(index)
      index++
    } else if (char === ']' && brackets.length > 0) {
      const end = targetEnd(source, index + 1)
      const open = brackets.pop() ?? 0
      if (end === -1) return finish(label(source, open, index), openers, brackets)
      index = end
    } else if (char === '*' || char === '_' || char === '~') {
      const end = runEnd(source, index)
      if (end === source.length) return finish(endingRun(source, index, openers), openers, brackets)
      meetRun(source, index, end, openers)
      index = end
    } else index++
  }
  return finish(source, openers, brackets)
}

/** Behind a whole formula; what to show instead of one that is still open; null where none begins. */
function openFormula(source: string, index: number): number | string | null {
  const formula = formulaAt(source, index)
  if (formula) return formula.end
  if (opensFormula(source, index)) return markOpenFormula(source.slice(index))
  return source.charAt(index) === '$' &&
    index === source.length - 1 &&
    !/[\p{L}\p{N}$]/u.test(source.charAt(index - 1))
    ? ''
    : null
}

function finish(text: string, openers: readonly Opener[], brackets: readonly number[]): string {
  let shown = text
  for (const open of brackets.toReversed()) {
    if (open < shown.length) shown = label(shown, open, shown.length)
  }
  if (openers.length === 0) return shown
  shown = shown.trimEnd()
  return openers.toReversed().reduce((closed, { marker }) => {
    // Nothing stands between the opener and the end: there is no emphasis to show yet.
    return closed.endsWith(marker) ? closed.slice(0, -marker.length).trimEnd() : closed + marker
  }, shown)
}

/** The text without the brackets of a link that is not complete: its words only. */
function label(source: string, open: number, close: number): string {
  const start = source.charAt(open - 1) === '!' ? open - 1 : open
  return source.slice(0, start) + source.slice(open + 1, close)
}

/** `list[0` and `[1]` are not the beginning of a link. */
function opensLink(source: string, index: number): boolean {
  return !ALNUM.test(source.charAt(index - 1)) && !/\d/.test(source.charAt(index + 1))
}

/** After a label: the end of its target, or -1 while the target is being written. A label may stand alone. */
function targetEnd(source: string, index: number): number {
  const opener = source.charAt(index)
  if (opener === '') return -1
  if (opener !== '(' && opener !== '[') return index
  const closer = opener === '(' ? ')' : ']'
  let depth = 0
  for (let at = index; at < source.length; at++) {
    const char = source.charAt(at)
    if (char === '\\') at++
    else if (char === opener) depth++
    else if (char === closer && --depth === 0) return at + 1
  }
  return -1
}

function runEnd(source: string, index: number): number {
  const char = source.charAt(index)
  let end = index
  while (source.charAt(end) === char) end++
  return end
}

function codeEnd(source: string, index: number): number {
  const ticks = runEnd(source, index) - index
  for (let at = index + ticks; ;) {
    at = source.indexOf('`', at)
    if (at === -1) return -1
    const end = runEnd(source, at)
    if (end - at === ticks) return end
    at = end
  }
}

function closeCode(source: string, index: number): string {
  const end = runEnd(source, index)
  const content = source.slice(end).replace(/`+$/, '')
  if (content.trim() === '') return source.slice(0, index)
  return source.slice(0, end) + content + source.slice(index, end)
}

/** A run in the middle of the text closes the opener it fits, or opens. */
function meetRun(source: string, start: number, end: number, openers: Opener[]): void {
  const run = source.slice(start, end)
  const before = source.charAt(start - 1)
  const after = source.charAt(end)
  if (run.startsWith('~') && run.length !== 2) return
  if (before !== '' && !/\s/.test(before) && closeOpener(run, openers)) return
  const insideWord = ALNUM.test(before) && ALNUM.test(after)
  if (run.length <= 3 && !/\s/.test(after) && !(insideWord && (run.length === 1 || run.startsWith('_')))) {
    openers.push({ marker: run })
  }
}

function closeOpener(run: string, openers: Opener[]): boolean {
  const at = openers.findLastIndex(({ marker }) => marker === run)
  if (at !== -1) {
    openers.length = at
    return true
  }
  const last = openers.at(-1)
  if (!last || last.marker.charAt(0) !== run.charAt(0)) return false
  if (run.length < last.marker.length) last.marker = last.marker.slice(run.length)
  else openers.pop()
  return true
}

/** A run at the very end: the whole or the first part of a closer, or an opener with nothing behind it. */
function endingRun(source: string, start: number, openers: Opener[]): string {
  const run = source.slice(start)
  const fits = openers.findLastIndex(({ marker }) => marker === run)
  if (fits !== -1 && !/\s/.test(source.charAt(start - 1))) {
    openers.length = fits
    return source
  }
  return source.slice(0, start)
}
