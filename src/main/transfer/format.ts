import type { ChatHeader, ChatMessage } from '../../shared/chat-record.ts'
import type { Checked } from './chat-schema.ts'
import { checkHeader, checkMessage } from './chat-schema.ts'
import { TransferFault } from './transfer-fault.ts'

/** What every file says of itself. */
export const FORMAT = 'sluice-chats'
export const FORMAT_VERSION = 1

/** As much as an answer of the largest size needs when every character of it has to be escaped (32 MiB times 6), and its fields. */
export const PIECE_MAX_CHARS = 200 * 1024 * 1024
/** What comes before the first chat is short; a file that has no beginning is refused early. */
export const OPENING_MAX_CHARS = 1024 * 1024

/** Far more than any chat has in one piece: as objects they would take all memory there is. */
const VALUES_MAX = 200_000

/** What a file is made of, in the order of the file. `place` names where it stands, for people. */
export type ChatItem =
  | { type: 'chat'; place: string; header: ChatHeader }
  | { type: 'message'; place: string; message: ChatMessage }
  | { type: 'chat_end'; place: string }

/** The pieces of text a file is made of. */
export interface ChatWriter {
  opening(): string
  chat(header: ChatHeader, index: number): string
  message(message: ChatMessage, index: number): string
  chatEnd(): string
  /** `chats` and `messages`: how many there were. */
  closing(chats: number, messages: number): string
}

export function parsePiece(text: string, place: string): unknown {
  if (hasTooMany(text)) throw new TransferFault(`${place} has more values than a chat of Sluice can have.`)
  try {
    return JSON.parse(text)
  } catch {
    throw new TransferFault(`${place} is not JSON.`)
  }
}

const [QUOTE, BACKSLASH] = [34, 92]
/** Where a value begins: behind a comma, or with an object or list of its own. */
const [COMMA, OPEN_LIST, OPEN_OBJECT] = [44, 91, 123]

function hasTooMany(text: string): boolean {
  if (text.length <= VALUES_MAX) return false
  let values = 0
  let in_string = false
  for (let at = 0; at < text.length && values <= VALUES_MAX; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) in_string = !in_string
    else if (in_string && code === BACKSLASH) at++
    else if (!in_string && (code === COMMA || code === OPEN_LIST || code === OPEN_OBJECT)) values++
  }
  return values > VALUES_MAX
}

export function chatItem(value: unknown, place: string): ChatItem {
  return { type: 'chat', place, header: right(checkHeader(value), place, 'chat') }
}

export function messageItem(value: unknown, place: string): ChatItem {
  return { type: 'message', place, message: right(checkMessage(value), place, 'message') }
}

function right<Type>(checked: Checked<Type>, place: string, what: string): Type {
  if ('value' in checked) return checked.value
  throw new TransferFault(`${place} is no ${what} of Sluice: ${checked.wrong}.`)
}

/** Refuses what is not ours, and what a newer Sluice wrote. */
export function checkFormat(value: unknown): void {
  const { format, version } = ((typeof value === 'object' && value) || {}) as Record<string, unknown>
  if (format !== FORMAT) throw new TransferFault(NOT_OURS)
  if (version === FORMAT_VERSION) return
  const newer = typeof version === 'number' && version > FORMAT_VERSION
  throw new TransferFault(
    newer
      ? `This file has version ${version} of the format, and this Sluice knows ${FORMAT_VERSION}: import it with a newer Sluice.`
      : `This file says no version of the format that Sluice knows; it should be ${FORMAT_VERSION}.`,
  )
}

export const NOT_OURS = 'This is not a file of chats that Sluice exported as JSON or NDJSON.'
