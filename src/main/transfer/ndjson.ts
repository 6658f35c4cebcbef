import { orderedHeader, orderedMessage } from '../../shared/chat-record.ts'
import type { ChatItem, ChatWriter } from './format.ts'
import {
  chatItem,
  checkFormat,
  FORMAT,
  FORMAT_VERSION,
  messageItem,
  OPENING_MAX_CHARS,
  parsePiece,
  PIECE_MAX_CHARS,
} from './format.ts'
import { TransferFault } from './transfer-fault.ts'

/** One line for the file, each chat and each message, and a last one that says that nothing is missing. */
export const ndjsonWriter: ChatWriter = {
  opening: () => line({ type: 'header', format: FORMAT, version: FORMAT_VERSION }),
  chat: (header) => line({ type: 'session', ...orderedHeader(header) }),
  message: (message) => line({ type: 'message', ...orderedMessage(message) }),
  chatEnd: () => '',
  closing: (sessions, messages) => line({ type: 'end', sessions, messages }),
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`
}

/** Throws a TransferFault that names the line. */
export async function* readNdjson(texts: AsyncIterable<string>): AsyncGenerator<ChatItem> {
  let number = 0
  let open: string | null = null
  let over = false
  const counted = { sessions: 0, messages: 0 }
  for await (const text of linesOf(texts)) {
    const place = `Line ${(++number).toLocaleString('en')}`
    if (text.trim() === '') continue
    if (over) throw new TransferFault(`${place} comes after the line that ends the file.`)
    const value = parsePiece(text, place)
    if (number === 1) {
      checkFormat(value)
      continue
    }
    const { type, ...rest } = ((typeof value === 'object' && value) || {}) as Record<string, unknown>
    if (type === 'session') {
      if (open !== null) yield { type: 'chat_end', place: open }
      open = place
      counted.sessions++
      yield chatItem(rest, place)
    } else if (type === 'message') {
      if (open === null) throw new TransferFault(`${place} is a message that belongs to no chat.`)
      counted.messages++
      yield messageItem(rest, place)
    } else if (type === 'end') {
      checkEnd(rest, counted, place)
      over = true
    } else throw new TransferFault(`${place} is neither a chat, a message nor the end of the file.`)
  }
  if (!over)
    throw new TransferFault(`The file ends after line ${number.toLocaleString('en')}, before its end.`)
  if (open !== null) yield { type: 'chat_end', place: open }
}

function checkEnd(
  end: Record<string, unknown>,
  counted: { sessions: number; messages: number },
  place: string,
): void {
  if (end['sessions'] === counted.sessions && end['messages'] === counted.messages) return
  const { sessions, messages } = counted
  throw new TransferFault(
    `${place} says that the file has ${String(end['sessions'])} chats and ${String(end['messages'])} messages, but there are ${sessions} and ${messages}: part of it is missing.`,
  )
}

/** Lines without their ends. The last one counts, with or without one. */
async function* linesOf(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let pieces: string[] = []
  let chars = 0
  let number = 1
  for await (const text of texts) {
    let from = 0
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
      pieces.push(text.slice(from, at))
      yield pieces.join('')
      number++
      pieces = []
      chars = 0
      from = at + 1
    }
    pieces.push(text.slice(from))
    chars += text.length - from
    if (chars > (number === 1 ? OPENING_MAX_CHARS : PIECE_MAX_CHARS)) {
      throw new TransferFault(`Line ${number.toLocaleString('en')} is too long to be of a file of Sluice.`)
    }
  }
  const last = pieces.join('')
  if (last !== '') yield last
}
