import type { ChatItem } from './format.ts'
import { NOT_OURS, OPENING_MAX_CHARS } from './format.ts'
import { readJson } from './json-format.ts'
import { readNdjson } from './ndjson.ts'
import { TransferFault } from './transfer-fault.ts'

/** The chats of a file of either format, each checked to be a tree. Throws a TransferFault that names the place. */
export async function* readChats(texts: AsyncIterable<string>): AsyncGenerator<ChatItem> {
  const { first, whole } = await withFirstLine(texts)
  if (first.trim() === '') throw new TransferFault('This file is empty.')
  yield* checkedTrees(isNdjson(first) ? readNdjson(whole) : readJson(whole))
}

/** A line that is an object by itself and names its type is one of many. */
function isNdjson(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value !== 'object' || value === null) throw new TransferFault(NOT_OURS)
    return 'type' in value
  } catch (error) {
    if (error instanceof TransferFault) throw error
    return false
  }
}

/** The first line with anything on it, and all texts as if nothing had been read. */
async function withFirstLine(
  texts: AsyncIterable<string>,
): Promise<{ first: string; whole: AsyncIterable<string> }> {
  const iterator = texts[Symbol.asyncIterator]()
  let read = ''
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    read += next.value
    if (read.length > OPENING_MAX_CHARS || read.trimStart().includes('\n')) break
  }
  const [first = ''] = read.trimStart().split('\n', 1)
  async function* whole(): AsyncGenerator<string> {
    yield read
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
  }
  return { first, whole: whole() }
}

/** A message follows one that came before it in its chat, so there can be no circle and no orphan. */
async function* checkedTrees(items: AsyncIterable<ChatItem>): AsyncGenerator<ChatItem> {
  let seen = new Set<string>()
  let streams = new Set<string>()
  let leaf: string | null = null
  for await (const item of items) {
    if (item.type === 'chat') {
      seen = new Set()
      streams = new Set()
      leaf = item.header.leaf_id
      const prompts = new Set(item.header.queue.map((prompt) => prompt.queue_id))
      if (prompts.size < item.header.queue.length)
        throw new TransferFault(`${item.place} queues one prompt twice.`)
    } else if (item.type === 'message') {
      const { message_id, parent_id, stream_id } = item.message
      if (parent_id !== null && !seen.has(parent_id)) throw new TransferFault(`${item.place} ${LOST}`)
      if (seen.has(message_id)) throw new TransferFault(`${item.place} has the id of an earlier message.`)
      if (stream_id !== null && streams.has(stream_id)) {
        throw new TransferFault(`${item.place} has the “stream_id” of an earlier message.`)
      }
      seen.add(message_id)
      if (stream_id !== null) streams.add(stream_id)
    } else if (leaf !== null && !seen.has(leaf)) {
      throw new TransferFault(`The “leaf_id” of the chat at ${lower(item.place)} is none of its messages.`)
    }
    yield item
  }
}

const LOST =
  'follows a message that does not come before it: it is missing, out of order, or the chat goes round in a circle.'

function lower(words: string): string {
  return words.charAt(0).toLowerCase() + words.slice(1)
}
