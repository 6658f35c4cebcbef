import type { ChatFormat } from '../../shared/transfer.ts'
import { isReservedName } from '../lib/reserved-name.ts'

const LENGTH_MAX = 80
const EXTENSION: Record<ChatFormat, string> = { markdown: '.md', json: '.json', ndjson: '.ndjson' }

/** Control characters, what a path is made of anywhere, and what turns the direction of text. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const UNFIT = /[\u0000-\u001f\u007f-\u009f<>:"/\\|?*\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g

/** “Sluice chats 2026-11-30.json”, in local time, which is the one the person remembers. */
export function allChatsName(format: ChatFormat, at: Date): string {
  const two = (figure: number): string => String(figure).padStart(2, '0')
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `Sluice chats ${day}${EXTENSION[format]}`
}

/** What the dialog proposes: for one chat (`title`), or for all (null). */
export function fileName(title: string | null, format: ChatFormat, at: Date): string {
  return title === null ? allChatsName(format, at) : chatName(title, format)
}

/** A name made of a title: a file name on every system, at most 80 characters with its extension. */
export function chatName(title: string, format: ChatFormat): string {
  const extension = EXTENSION[format]
  const plain = title.toWellFormed().replace(UNFIT, ' ').replace(/\s+/g, ' ')
  // Windows drops dots and blanks at the end, Unix hides what begins with a dot, and a leading dash is an option to programs.
  const trimmed = (text: string): string => text.replace(/^[\s.~-]+|[\s.]+$/g, '')
  const short = trimmed(firstChars(trimmed(plain), LENGTH_MAX - extension.length))
  if (short === '') return `Sluice chat${extension}`
  return isReservedName(short) ? `Chat ${short}${extension}` : `${short}${extension}`
}

/** At most so many UTF-16 units, no character cut in two. */
function firstChars(text: string, max: number): string {
  let kept = ''
  for (const { segment } of new Intl.Segmenter().segment(text.slice(0, 4 * max))) {
    if (kept.length + segment.length > max) break
    kept += segment
  }
  return kept
}
