/** Code above this stays plain. */
const LARGEST_CODE_CHARS = 100_000
/** Grammars look along a line for its end: their time grows with its square. */
const LONGEST_LINE_CHARS = 1_000
/** What is highlighted in one go: a few milliseconds. */
const PIECE_CHARS = 2_500
/** How far a piece is extended to reach the end of a comment or string. */
const LARGEST_PIECE_CHARS = 5_000

export function canHighlight(code: string): boolean {
  if (code.length > LARGEST_CODE_CHARS) return false
  for (let start = 0; start < code.length;) {
    const end = code.indexOf('\n', start)
    if ((end === -1 ? code.length : end) - start > LONGEST_LINE_CHARS) return false
    if (end === -1) return true
    start = end + 1
  }
  return true
}

/** Ends to try for the piece that starts at `start`: whole lines, if possible in front of one that is not indented. */
export function pieceEnds(code: string, start: number): number[] {
  return [...new Set([pieceEnd(code, start, PIECE_CHARS), pieceEnd(code, start, LARGEST_PIECE_CHARS)])]
}

function pieceEnd(code: string, start: number, size: number): number {
  if (code.length - start <= size) return code.length
  const window = code.slice(start, start + size)
  const outer = [...window.matchAll(/\n(?=[^\s)\]}])/g)].at(-1)?.index ?? -1
  const line = outer > size / 2 ? outer : window.lastIndexOf('\n')
  return line === -1 ? start + size : start + line + 1
}
