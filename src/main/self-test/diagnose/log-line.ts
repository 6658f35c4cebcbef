import type { LogLine } from '../../ports.ts'

/** What a line of the file holds. A line that was torn can have a whole one glued to it. */
export interface ReadLine {
  line: LogLine | null
  torn: boolean
}

/** How each line of the log begins (lib/log-file.ts). */
const BEGINNING = '{"time":"'
const EVIDENCE_MAX_CHARS = 240
const FIELD_MAX_CHARS = 120
/** Told by the line's own words already, or of no use to a person. */
const NOT_SHOWN: ReadonlySet<string> = new Set(['time', 'event', 'stack', 'trace_id'])
const UUID = /\b([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi

/**
 * Reads a line, whatever it holds. After a crash or a power cut the rest of a torn line, or a block of zero bytes, is
 * followed by the next line without a break between: that one still counts.
 */
export function readLine(text: string): ReadLine {
  const whole = parse(text)
  if (whole) return { line: whole, torn: false }
  const from = text.lastIndexOf(BEGINNING)
  return { line: from > 0 ? parse(text.slice(from)) : null, torn: true }
}

function parse(text: string): LogLine | null {
  try {
    const value: unknown = JSON.parse(text)
    return isLine(value) ? value : null
  } catch {
    return null
  }
}

function isLine(value: unknown): value is LogLine {
  return typeof value === 'object' && value !== null && 'event' in value && typeof value.event === 'string'
}

/** A field that should be a number; 0 when it is none. */
export function numberIn(line: LogLine, field: string): number {
  const value = line[field]
  return typeof value === 'number' && Number.isFinite(value) ? value : 0
}

/** A field that should be words; null when it is none. */
export function wordsIn(line: LogLine, field: string): string | null {
  const value = line[field]
  return typeof value === 'string' && value !== '' ? value : null
}

/** Milliseconds since 1970; null when the line has no time that can be read. */
export function timeOf(line: LogLine): number | null {
  const at = Date.parse(wordsIn(line, 'time') ?? '')
  return Number.isNaN(at) ? null : at
}

/** Ids by their first eight characters, which still find them in the log. */
export function shortIds(text: string): string {
  return text.replace(UUID, '$1')
}

/** A line as a person reads it: time, event, fields. */
export function showLine(line: LogLine): string {
  const time = wordsIn(line, 'time')?.replace('T', ' ').replace('Z', '') ?? 'no time'
  const fields = Object.entries(line)
    .filter(([field]) => !NOT_SHOWN.has(field))
    .map(([field, value]) => `${field}=${shown(value)}`)
  return shortIds([time, line.event, ...fields].join(' ')).slice(0, EVIDENCE_MAX_CHARS)
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  const plain = text.replace(/\p{Cc}+/gu, ' ')
  const short = plain.length > FIELD_MAX_CHARS ? `${plain.slice(0, FIELD_MAX_CHARS)}…` : plain
  return typeof value === 'string' && /[\s=]/.test(short) ? `“${short}”` : short
}
