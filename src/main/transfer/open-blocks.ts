/** Beginnings of HTML that swallow all that follows until their own end, and how they end (https://spec.commonmark.org/0.31.2/#html-blocks). */
const HTML_UNTIL: readonly [starts: RegExp, ends: (tag: string) => string][] = [
  [/^<(script|pre|style|textarea)(?=[\s>]|$)/i, (tag) => `</${tag}>`],
  [/^<!--/, () => '-->'],
  [/^<\?/, () => '?>'],
  [/^<!\[CDATA\[/, () => ']]>'],
  [/^<![a-z]/i, () => '>'],
]
/** Other blocks of HTML end with a blank line: those of the tags that make blocks, and a line of nothing but one tag. */
const HTML_BLOCK = new RegExp(
  `^</?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?:\\s|/?>|$)`,
  'i',
)
/** Of these a line of nothing but one tag begins no block (start condition 7 there). */
const HTML_TAG =
  /^<(?!\/?(?:script|pre|style|textarea)[\s>])(?:[a-z][\w-]*(?:\s[^<>]*)?|\/[a-z][\w-]*\s*)>\s*$/i
const FENCE = /^(`{3,})[^`]*$|^(~{3,})/
const LIST_ITEM = /^(?:[-+*]|\d{1,9}[.)])(?=\s|$)/
const BREAK = /^(?:(?:- *){3,}|(?:\* *){3,}|(?:_ *){3,})$/
/** A heading, the line under one, or a break. */
const NO_TEXT = /^(?:#{1,6}(?:\s|$)|=+\s*$|-+\s*$)|^(?:(?:- *){3,}|(?:\* *){3,}|(?:_ *){3,})$/

/** What a line lies in: quotations, and list items by the columns their text is indented by. */
type Container = 'quote' | number

interface Open {
  containers: readonly Container[]
  closes: (line: string) => boolean
  /** The line that closes it; null for what a blank line closes. */
  end: string | null
}

/**
 * The line to add to a text so that what follows is not part of its last block: a fence that was never closed, because the
 * answer was cut, or a comment. null when nothing is open. Reads lines the way CommonMark does, as far as these blocks need it.
 */
export function closingLine(text: string): string | null {
  let state: State = { containers: [], paragraph: false, open: null }
  for (const raw of text.split(/\r\n|\n|\r/)) state = after(state, raw.replaceAll('\t', '    '))
  const { open } = state
  // What is open in a quotation or a list ends with that.
  return open && open.containers.length === 0 ? open.end : null
}

/** What a next line comes after. */
interface State {
  containers: readonly Container[]
  /** The last line was text that goes on in a next one. */
  paragraph: boolean
  open: Open | null
}

function after(before: State, line: string): State {
  const { open } = before
  const { rest, depth } = inside(line, open?.containers ?? before.containers)
  if (!open) return opened(before, rest, depth)
  if (depth < open.containers.length) {
    const outside = inside(line, before.containers)
    return opened({ ...before, open: null, paragraph: false }, outside.rest, outside.depth)
  }
  return { containers: open.containers, paragraph: false, open: open.closes(rest) ? null : open }
}

/** How many of the containers a line goes on in, and what it says there. */
function inside(line: string, containers: readonly Container[]): { rest: string; depth: number } {
  let rest = line
  let depth = 0
  for (const container of containers) {
    const after = container === 'quote' ? afterQuote(rest) : afterIndent(rest, container)
    if (after === null) break
    rest = after
    depth++
  }
  return { rest, depth }
}

function afterQuote(line: string): string | null {
  const mark = /^ {0,3}> ?/.exec(line)
  return mark && line.slice(mark[0].length)
}

function afterIndent(line: string, columns: number): string | null {
  if (line.trim() === '') return ''
  return indentOf(line) < columns ? null : line.slice(columns)
}

/** Goes into the containers that begin in this line, then looks what it begins there. */
function opened(before: State, line: string, depth: number): State {
  const containers = before.containers.slice(0, depth)
  let paragraph = before.paragraph && depth === before.containers.length
  let rest = line
  for (;;) {
    const indent = indentOf(rest)
    const bare = rest.slice(indent)
    const quote = indent > 3 ? null : afterQuote(rest)
    const item = indent > 3 ? null : itemOf(bare, paragraph)
    if (quote !== null) {
      containers.push('quote')
      rest = quote
    } else if (item !== null) {
      const text = bare.slice(item.length)
      const blanks = text.trim() === '' || indentOf(text) > 4 ? 1 : indentOf(text)
      containers.push(indent + item.length + blanks)
      rest = text.slice(blanks)
    } else break
    paragraph = false
  }
  const bare = rest.trimStart()
  const code = indentOf(rest) > 3
  // Text goes on in its paragraph also where it leaves out the marks of what that lies in.
  const after_text = before.paragraph && containers.length === depth
  const open = code ? null : blockOf(bare, containers, after_text)
  const goes_on = bare !== '' && !open && (code ? after_text : !NO_TEXT.test(bare))
  if (goes_on && after_text) return before
  return { containers, paragraph: goes_on, open }
}

/** The mark of a list item; inside a paragraph only of one with text that a list can begin with. */
function itemOf(bare: string, paragraph: boolean): string | null {
  const item = BREAK.test(bare) ? null : LIST_ITEM.exec(bare)
  if (!item) return null
  const [mark] = item
  return paragraph && (bare.trimEnd() === mark || /^(?!1[.)])\d/.test(mark)) ? null : mark
}

function blockOf(bare: string, containers: readonly Container[], paragraph: boolean): Open | null {
  const fence = FENCE.exec(bare)
  const marks = fence?.[1] ?? fence?.[2]
  if (marks !== undefined) {
    const closer = new RegExp(`^ {0,3}${marks.charAt(0)}{${marks.length},}\\s*$`)
    return { containers, closes: (line) => closer.test(line), end: marks }
  }
  for (const [starts, ends] of HTML_UNTIL) {
    const start = starts.exec(bare)
    if (!start) continue
    const end = ends(start[1] ?? '')
    const closes = (line: string): boolean => line.toLowerCase().includes(end.toLowerCase())
    return closes(bare.slice(start[0].length)) ? null : { containers, closes, end }
  }
  // A tag alone in its line begins a block where no paragraph goes on.
  const html = HTML_BLOCK.test(bare) || (!paragraph && HTML_TAG.test(bare))
  return html ? { containers, closes: (line) => line.trim() === '', end: null } : null
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length
}
