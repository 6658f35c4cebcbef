// A line that holds only this much may become a list item, heading, rule, fence, quotation, underline or definition.
const UNDECIDED_LINE =
  /^[ \t>]*(?:[-*+_=`~>]|\d{1,3}[.)]?|#{1,6}|`{1,2}|~{1,2}|[-*_=][-*_= \t]*|(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]?\]?|#{1,6}|[-*_`]{1,3})?)[ \t]*$/
const UNDECIDED_DEFINITION = /^ {0,3}\[[^\]]+\]:/
const HEADER_LINE = /^ {0,3}\|.*[^\s|]/

/**
 * Source that is still being written, as it should look now. The unfinished last line is left out while it may still
 * turn the text above it into something else, and a table's first line is shown as the table it will most likely be.
 * Only the unfinished end differs, so blocks that end before the last line break are those of the source itself.
 */
export function displaySource(source: string, atStart: boolean): string {
  const lineStart = source.lastIndexOf('\n') + 1
  const line = source.slice(lineStart)
  const before = source.slice(0, lineStart)
  const table = openTable(before, line)
  if (table !== null) return table
  if (line.trim() === '' || UNDECIDED_DEFINITION.test(line)) return before
  const firstNumber = atStart && lineStart === 0 && /^\d+$/.test(line)
  return UNDECIDED_LINE.test(line) && !firstNumber ? before : source
}

/** With the row of dashes a table's first line is waiting for, or null when there is no such line at the end. */
function openTable(before: string, line: string): string | null {
  if (/^ {0,3}\|/.test(line) && !follows(before, '|')) {
    return HEADER_LINE.test(line) ? `${before}${line}\n${delimiterRow(line)}` : before
  }
  if (!/^[|:\- ]*$/.test(line) || !before.endsWith('\n')) return null
  const headerStart = before.lastIndexOf('\n', before.length - 2) + 1
  const header = before.slice(headerStart, -1)
  if (!HEADER_LINE.test(header) || follows(before.slice(0, headerStart), '|')) return null
  return `${before}${delimiterRow(header)}`
}

function follows(before: string, start: string): boolean {
  const previous = before.slice(before.lastIndexOf('\n', before.length - 2) + 1)
  return previous.trimStart().startsWith(start)
}

function delimiterRow(header: string): string {
  const cells = header.trim().replace(/^\||(?<!\\)\|$/g, '')
  return `|${'---|'.repeat(cells.split(/(?<!\\)\|/).length)}`
}
