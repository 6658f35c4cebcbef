import type { LexedToken } from './answer-token.ts'
/** Inline text longer than this is parsed in pieces, so that its cost grows with its length and not with its square. */
export const SEGMENT_CHARS = 1_024
const LARGEST_SEGMENT_CHARS = 4_096
/** More delimiters than this in one piece is not writing; parsing them costs their number squared. */
const MOST_DELIMITERS = 400

type ParseInline = (source: string) => LexedToken[]

export interface Segment {
  tokens: LexedToken[]
  end: number
}

/**
 * The next piece of `source` from `start` that no later text can change, or null while too little text is there to tell.
 * Looks at fixed windows only, so that the same text is cut at the same places however it arrived.
 * When nothing in the largest window is safe to cut (a `[` or `*` that never closes), it is cut at a space anyway.
 */
export function nextSegment(source: string, start: number, parse: ParseInline): Segment | null {
  for (let size = SEGMENT_CHARS; size <= LARGEST_SEGMENT_CHARS; size *= 2) {
    if (source.length - start <= size) return null
    const window = source.slice(start, start + size)
    if (tooManyDelimiters(window))
      return forcedSegment(source, start, Math.max(SEGMENT_CHARS, size / 2), parse)
    const cut = lastNeutralCut(parse(window))
    if (cut > 0) return { tokens: parse(window.slice(0, cut)), end: start + cut }
  }
  return forcedSegment(source, start, LARGEST_SEGMENT_CHARS, parse)
}

/** All of `source` as inline tokens, piece by piece; the same tokens as in one go unless a piece had to be cut by force. */
export function parseInSegments(source: string, parse: ParseInline): LexedToken[] {
  const tokens: LexedToken[] = []
  let start = 0
  for (let segment = nextSegment(source, 0, parse); segment; segment = nextSegment(source, start, parse)) {
    joinInline(tokens, segment.tokens)
    start = segment.end
  }
  while (source.length - start > SEGMENT_CHARS && tooManyDelimiters(source.slice(start))) {
    const segment = forcedSegment(source, start, SEGMENT_CHARS, parse)
    joinInline(tokens, segment.tokens)
    start = segment.end
  }
  return joinInline(tokens, parsePiece(source.slice(start), parse))
}

function forcedSegment(source: string, start: number, size: number, parse: ParseInline): Segment {
  const end = lastSpace(source, start, start + size)
  return { tokens: parsePiece(source.slice(start, end), parse), end }
}

function parsePiece(source: string, parse: ParseInline): LexedToken[] {
  if (!tooManyDelimiters(source)) return parse(source)
  // What would be read as a character reference must come out as it was written.
  return [{ type: 'text', raw: source, text: source.replaceAll('&', '&amp;'), escaped: false }]
}

/** Appends `more` to `tokens`, joining text that meets text, as the lexer does. */
export function joinInline(tokens: LexedToken[], more: readonly LexedToken[]): LexedToken[] {
  for (const token of more) {
    const last = tokens.at(-1)
    if (last?.type === 'text' && token.type === 'text') {
      tokens[tokens.length - 1] = { ...last, raw: last.raw + token.raw, text: last.text + token.text }
    } else tokens.push(token)
  }
  return tokens
}

function tooManyDelimiters(source: string): boolean {
  let count = 0
  for (let index = 0; index < source.length; index++) {
    if ('*_~[`<$'.includes(source.charAt(index)) && ++count > MOST_DELIMITERS) return true
  }
  return false
}

/** The place after the last space in [start, end), or `end` (never inside a surrogate pair) when there is none. */
function lastSpace(source: string, start: number, end: number): number {
  const space = source.lastIndexOf(' ', end - 1)
  if (space > start) return space + 1
  const code = source.charCodeAt(end - 1)
  return code >= 0xd800 && code <= 0xdbff ? end - 1 : end
}

/** Where the window can be cut: the last place with only neutral text and closed constructs before it; 0 when there is none. */
function lastNeutralCut(tokens: readonly LexedToken[]): number {
  let cut = 0
  let offset = 0
  const brackets = { open: 0 }
  for (const token of tokens) {
    if (token.type === 'text') {
      const neutral = neutralLength(token.raw, brackets)
      cut = lastCutIn(token.raw.slice(0, neutral), offset) || cut
      if (neutral < token.raw.length) return cut
    } else if (!isClosed(token)) return cut
    offset += token.raw.length
  }
  return cut
}

/** A construct that ended stays as it is unless text inside it could still belong to another one. */
function isClosed(token: LexedToken): boolean {
  if (token.type === 'text') return neutralLength(token.raw, { open: 0 }) === token.raw.length
  if (token.type === 'escape') return token.text !== '(' && token.text !== '['
  if (!('tokens' in token) || !token.tokens) return true
  return token.tokens.every((child) => isClosed(child as LexedToken))
}

// Characters that may open or close something together with text that is not there yet.
const UNSETTLED = /[`~*$]|<|\]\(|(?<![\p{L}\p{N}_])_|_(?![\p{L}\p{N}_])/u

/** How much of a text token, from its start, cannot take part in a construct that ends later. */
function neutralLength(raw: string, brackets: { open: number }): number {
  const unsettled = UNSETTLED.exec(raw)?.index ?? raw.length
  let neutral = unsettled
  for (let index = 0; index < unsettled; index++) {
    const char = raw.charAt(index)
    if (char === '[') {
      if (brackets.open++ === 0) neutral = index
    } else if (char === ']' && brackets.open > 0 && --brackets.open === 0) neutral = unsettled
  }
  return neutral
}

const CUTS = /(?<=[^\s\\] )(?=\S)|(?<=[。，、；：！？])(?=[\p{L}--\p{ASCII}])/gv

function lastCutIn(raw: string, offset: number): number {
  let last = 0
  for (const match of raw.matchAll(CUTS)) last = match.index
  return last === 0 ? 0 : offset + last
}
