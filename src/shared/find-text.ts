import { ASCII, fold } from './fold.ts'
import type { Message, MessagePart } from './session.ts'

/** Stands between two blocks of a text: nothing that is looked for reaches over it. */
export const BLOCK_END = '\0'
/** The most that is found; whoever looks for "e" is told that there are more. */
export const FOUND_MAX = 10_000

export interface Match {
  from: number
  to: number
}

/** Finds a query in texts: upper and lower case, accents and the kind of blank make no difference. null: nothing to look for. */
export function matcherOf(query: string): ((text: string) => Match[]) | null {
  const words = fold(query).split(/\s+/).filter(Boolean)
  if (words.length === 0) return null
  const pattern = new RegExp(
    words.map((word) => word.replace(SIGNS, String.raw`\$&`)).join(String.raw`\s+`),
    'g',
  )
  const [longest = ''] = words.toSorted((a, b) => b.length - a.length)
  return (text) => {
    const folded = fold(text)
    // The ordinary case, and a fast one: it is not there.
    if (!folded.includes(longest)) return []
    return ASCII.test(text) ? matchesIn(folded, pattern) : unfolded(text, pattern)
  }
}

/** What means something else in a pattern. */
const SIGNS = /[$()*+\-./?[\\\]^{|}]/g

function matchesIn(text: string, pattern: RegExp): Match[] {
  const found: Match[] = []
  for (const { 0: match, index } of text.matchAll(pattern)) {
    found.push({ from: index, to: index + match.length })
    if (found.length === FOUND_MAX) break
  }
  return found
}

/** A letter and the marks on it: folded together, and found together. */
const LETTER = /\P{M}\p{M}*|\p{M}+/gu

/** Finds in the folded text, and tells where that stands in the text as it is. */
function unfolded(text: string, pattern: RegExp): Match[] {
  let folded = ''
  const from: number[] = []
  const to: number[] = []
  for (const { 0: letter, index } of text.matchAll(LETTER)) {
    const plain = fold(letter)
    folded += plain
    for (let unit = 0; unit < plain.length; unit++) {
      from.push(index)
      to.push(index + letter.length)
    }
  }
  return matchesIn(folded, pattern).map((match) => ({
    from: from[match.from] ?? 0,
    to: to[match.to - 1] ?? 0,
  }))
}

/** How often a message that is not drawn has it: as its text stands, or as Markdown reads when it is drawn, whichever is more. */
export function countIn(
  { role, parts }: { role: Message['role']; parts: readonly MessagePart[] },
  find: (text: string) => readonly Match[],
): number {
  let count = 0
  for (const part of parts) count += countInPart(role, part, find)
  return count
}

export function countInPart(
  role: Message['role'],
  { channel, text }: MessagePart,
  find: (text: string) => readonly Match[],
): number {
  const plain = find(text).length
  if (role === 'user' || channel === 'reasoning') return plain
  const read = readingOf(text)
  return read === text ? plain : Math.max(plain, find(read).length)
}

/** About what an answer reads like: the signs of Markdown that are not drawn are left out. */
function readingOf(source: string): string {
  return source
    .replace(/^[ \t]*(?:```|~~~).*$/gm, BLOCK_END)
    .replace(/^[ \t]*(?:[-*+]|\d{1,9}[.)]|#{1,6}|>)[ \t]+/gm, BLOCK_END)
    .replace(/\n[ \t]*\n/g, BLOCK_END)
    .replace(/!?\[([^\]\n]{0,400})\]\([^)\n]{0,2000}\)/g, '$1')
    .replace(/\*{1,3}|__|~~|`/g, '')
    .replaceAll('|', BLOCK_END)
}
