/** About 200 lines of a log: a few screens. */
const PIECE_CHARS = 16 * 1024

/** A long text in pieces that end with a line, so that only what is on screen has to be laid out. Joined they are the text. */
export function bundlePieces(text: string): { from: number; piece: string }[] {
  const pieces: { from: number; piece: string }[] = []
  for (let from = 0; from < text.length;) {
    const line_end = text.indexOf('\n', from + PIECE_CHARS)
    const to = line_end < 0 ? text.length : line_end + 1
    pieces.push({ from, piece: text.slice(from, to) })
    from = to
  }
  return pieces
}

/** "812 bytes", "24 KiB", "1.2 MiB". */
export function sizeWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`
  const kib = bytes / 1024
  return kib < 1000 ? `${Math.round(kib)} KiB` : `${(kib / 1024).toFixed(1)} MiB`
}
