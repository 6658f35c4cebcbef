import { utf8Bytes } from '../../../shared/limits.ts'

/** A message beyond either is shown folded. */
const FOLD_CHARS = 3_000
const FOLD_LINES = 30
/** What a folded message shows. */
const SHOWN_CHARS = 900
const SHOWN_LINES = 10
const PIECE_CHARS = 8_192

/** The beginning of a long text; null for one short enough to be shown whole. */
export function preview(text: string): string | null {
  const head = text.slice(0, FOLD_CHARS + 1)
  const lines = head.split('\n', FOLD_LINES + 1)
  if (head.length <= FOLD_CHARS && lines.length <= FOLD_LINES) return null
  return lines.slice(0, SHOWN_LINES).join('\n').slice(0, SHOWN_CHARS).toWellFormed().trimEnd()
}

/** The text in pieces of about 8 KiB, cut at line ends where there are any; joined by "\n" or "" they are the text. */
export function pieces(text: string): string[] {
  const cut: string[] = []
  for (let from = 0; from < text.length;) {
    const to = endOfPiece(text, from)
    cut.push(text.slice(from, to))
    from = text[to] === '\n' ? to + 1 : to
  }
  return cut
}

function endOfPiece(text: string, from: number): number {
  const to = from + PIECE_CHARS
  if (to >= text.length) return text.length
  const line = text.lastIndexOf('\n', to)
  if (line > from) return line
  // Not between the halves of one character.
  const unit = text.charCodeAt(to)
  return unit >= 0xdc00 && unit < 0xe000 ? to + 1 : to
}

/** How long a folded text is: in lines where it was folded for those, else in bytes. */
export function lengthWords(text: string): string {
  const lines = text.length <= FOLD_CHARS ? text.split('\n').length : 0
  return lines > FOLD_LINES ? `${lines} lines` : sizeWords(text)
}

function sizeWords(text: string): string {
  const bytes = utf8Bytes(text)
  return bytes < 1024 * 1024
    ? `${Math.max(1, Math.round(bytes / 1024))} KiB`
    : `${(bytes / 1024 / 1024).toFixed(1)} MiB`
}
