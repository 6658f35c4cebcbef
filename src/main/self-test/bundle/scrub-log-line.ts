import { errorStack, errorText } from '../../lib/error-text.ts'
import type { KnownSecrets } from './hide-known.ts'
import { hideKnown } from './hide-known.ts'
import { FRAME_FIELDS, TEXT_FIELDS, WORD_FIELDS } from './log-fields.ts'
import { isShortWord } from './short-word.ts'

export const LEFT_OUT = '[left out]'

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const EVENT = /^[a-z][a-z0-9_]{0,63}$/
/** A function and its place, as the watcher of main's event loop writes them. */
const FRAME =
  /^(?:(?:get|set|async|new) )?[\w$.#<>()]{1,80} (?:node:[\w/.-]{1,64}|[\w.-]{1,64}\.[cm]?[jt]sx?)?:\d{1,7}$/

/** Returns a line of the log as it may be read by anybody, as JSON again; null for what is no line of the log. */
export type ScrubLine = (line: string) => string | null

/**
 * An allowlist, so that what nobody thought of stays here. Of a line pass its time, its event, and fields whose names are
 * known (log-fields.ts) with: a number, a boolean, null; one short word of a closed alphabet that is no key; where a field
 * holds an error's text, the words errors are made of (lib/error-text.ts); and the places where main hung. Anything else is
 * `[left out]`; a field with an unknown name goes with its name.
 *
 * What it cannot tell: a prompt that is one short word ("password1") in a field for words, one of nothing but error words in
 * a field for texts, one that looks like a place in code ("run away.js:1") where main hung. The log's own writers put no
 * prompt into any of them.
 */
export function createScrubber(known: KnownSecrets): ScrubLine {
  const hide = hideKnown(known)
  return (line) => {
    const fields = parsed(line)
    if (!fields) return null
    const { time, event, ...rest } = fields
    if (typeof event !== 'string' || !EVENT.test(event)) return null
    const shown = Object.entries(rest).flatMap(([name, value]): [string, unknown][] => {
      if (TEXT_FIELDS.has(name)) return [[name, shownText(name, value, rest, hide)]]
      if (FRAME_FIELDS.has(name)) return [[name, shownFrames(value, hide)]]
      return WORD_FIELDS.has(name) ? [[name, shownWord(value, hide)]] : []
    })
    const at = typeof time === 'string' && TIME.test(time) ? time : LEFT_OUT
    return JSON.stringify({ time: at, event: hide(event), ...Object.fromEntries(shown) })
  }
}

function parsed(line: string): { [field: string]: unknown } | null {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? { ...value } : null
  } catch {
    return null
  }
}

type Hide = (text: string) => string

/** A figure may be a key as well: then what stands for it. undefined: it is no plain value. */
function shownPlain(value: unknown, hide: Hide): unknown {
  if (value === null || typeof value === 'boolean') return value
  if (typeof value !== 'number') return undefined
  const hidden = hide(String(value))
  return hidden === String(value) ? value : hidden
}

function shownWord(value: unknown, hide: Hide): unknown {
  const plain = shownPlain(value, hide)
  if (plain !== undefined) return plain
  if (typeof value !== 'string' || !isShortWord(value)) return LEFT_OUT
  return hide(value)
}

function shownFrames(value: unknown, hide: Hide): unknown {
  if (typeof value !== 'string' || !value.includes(' ')) return shownWord(value, hide)
  return hide(
    value
      .split(' < ')
      .map((frame) => (FRAME.test(frame) ? frame : '[…]'))
      .join(' < '),
  )
}

function shownText(
  name: string,
  value: unknown,
  { message }: { [field: string]: unknown },
  hide: Hide,
): unknown {
  const plain = shownPlain(value, hide)
  if (plain !== undefined) return plain
  if (typeof value !== 'string') return LEFT_OUT
  if (name === 'stack') return hide(errorStack(value, typeof message === 'string' ? message : ''))
  return errorText(hide(value))
}
