import type { MessagePart } from '../../../shared/session.ts'
import type { LiveStream } from './live-stream.ts'

/** What this window noticed while an answer came in, by its own clock (`performance.now()`), for display alone. */
export interface Marks {
  /** When text was first seen, and how much there was then: it was written before, how fast is not known. */
  text_from_ms: number
  text_from_chars: number
  /** First and last moment reasoning was seen; null without any. */
  thought: { from_ms: number; until_ms: number } | null
  /** When this window saw the answer being gone on with; absent for one that was not. */
  again_ms?: number
}

/** A window sees joined text, not tokens: English has about four characters in each. Shown with a "≈". */
const CHARS_PER_TOKEN = 4
const MEASURE_MIN_MS = 700

/** Notes a stream's newest text. The same object when there is nothing new to note. */
export function mark(
  marks: Marks | undefined,
  before: LiveStream | null,
  after: LiveStream,
  now: number,
): Marks | undefined {
  if (after.parts === before?.parts || after.parts.length === 0) return marks
  const from = { text_from_ms: now, text_from_chars: charsOf(after.parts) }
  // The first text of a stream that goes on with an answer: what was waited for it is no part of its rate.
  const again = marks?.again_ms !== undefined && before?.parts.length === 0
  const noted = marks && !again ? marks : { thought: null, ...marks, ...from }
  if (after.parts.at(-1)?.channel !== 'reasoning') return noted
  return { ...noted, thought: { from_ms: noted.thought?.from_ms ?? now, until_ms: now } }
}

/** The same for an answer that several streams write to: each is measured anew, and what was thought before stays. */
export function markStream(
  marks: Marks | undefined,
  before: LiveStream | null,
  after: LiveStream,
  now: number,
): Marks | undefined {
  if (before?.stream_id === after.stream_id) return mark(marks, before, after, now)
  const text_from_chars = charsOf(after.parts)
  const noted = marks && { ...marks, text_from_ms: now, text_from_chars, again_ms: now }
  return mark(noted, null, after, now)
}

/** About how many tokens a second arrive, on average; null until there is enough to measure. */
export function tokensPerSecond(live: LiveStream, marks: Marks | undefined, now: number): number | null {
  if (!marks || now - marks.text_from_ms < MEASURE_MIN_MS) return null
  const chars = charsOf(live.parts) - marks.text_from_chars
  if (chars <= 0) return null
  return Math.max(1, Math.round((chars / CHARS_PER_TOKEN / (now - marks.text_from_ms)) * 1_000))
}

function charsOf(parts: readonly MessagePart[]): number {
  return parts.reduce((sum, part) => sum + part.text.length, 0)
}

// Made once: a formatter takes as long to make as a frame may take to draw.
const NUMBERS = new Intl.NumberFormat('en')

export const rateWords = (tokens_per_second: number): string => `≈${NUMBERS.format(tokens_per_second)} tok/s`
