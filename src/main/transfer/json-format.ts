import type { ChatHeader } from '../../shared/chat-record.ts'
import { orderedHeader, orderedMessage } from '../../shared/chat-record.ts'
import type { ChatItem, ChatWriter } from './format.ts'
import { chatItem, checkFormat, FORMAT, FORMAT_VERSION, messageItem, parsePiece } from './format.ts'
import { JsonSlicer } from './json-slicer.ts'

/** One object; a line for each chat and each message, so that it can be compared and searched line by line. */
export const jsonWriter: ChatWriter = {
  opening: () => `{"format":"${FORMAT}","version":${FORMAT_VERSION},"sessions":[`,
  chat: (header: ChatHeader, index) => {
    const fields = JSON.stringify(orderedHeader(header)).slice(0, -1)
    return `${index === 0 ? '' : ','}\n${fields},"messages":[`
  },
  message: (message, index) => `${index === 0 ? '' : ','}\n${JSON.stringify(orderedMessage(message))}`,
  chatEnd: () => '\n]}',
  closing: () => '\n]}\n',
}

/** Throws a TransferFault that names the chat and the message. */
export async function* readJson(texts: AsyncIterable<string>): AsyncGenerator<ChatItem> {
  const slicer = new JsonSlicer()
  for await (const text of texts) {
    for (const slice of slicer.push(text)) {
      if (slice.type === 'chat_end') {
        yield slice
        continue
      }
      const value = parsePiece(slice.text, slice.place)
      if (slice.type === 'message') yield messageItem(value, slice.place)
      else if (slice.type === 'chat') yield chatItem(withoutMessages(value), slice.place)
      else checkFormat(value)
    }
  }
  slicer.end()
}

/** The list is empty here: its items come one by one. */
function withoutMessages(value: unknown): unknown {
  const { messages: _empty, ...header } = value as Record<string, unknown>
  return header
}
