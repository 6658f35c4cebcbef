import type { ChatMessage } from '../../shared/chat-record.ts'
import type { MessageId, SessionId } from '../../shared/ids.ts'
import type { ModelRef } from '../../shared/session.ts'
import type { ChatFormat } from '../../shared/transfer.ts'
import type { ChatTransfer } from '../store/chat-transfer.ts'
import type { ChatAtMoment } from '../store/export-reads.ts'
import type { ChatWriter } from './format.ts'
import { jsonWriter } from './json-format.ts'
import { markdownWriter } from './markdown.ts'
import { ndjsonWriter } from './ndjson.ts'
import { PartFile } from './part-file.ts'
import { unlessCancelled } from './transfer-fault.ts'

/** About how much of the database is read at once: what the reader and main each hold of a chat. */
const PAGE_BYTES = 256 * 1024

export type ChatSource = Pick<ChatTransfer, 'list' | 'chat' | 'page' | 'above' | 'messages'>

export interface ExportJob {
  source: ChatSource
  /** null: all chats there are. */
  session_ids: readonly SessionId[] | null
  format: ChatFormat
  path: string
  modelName: (model: ModelRef) => string
  signal: AbortSignal
  onProgress: (done: number, total: number) => void
}

/** Writes chats to a file, which is whole or not there. Returns how many; one that is deleted meanwhile is not among them. */
export async function exportChats(job: ExportJob): Promise<number> {
  const session_ids = job.session_ids ?? (await job.source.list())
  const file = await PartFile.create(job.path)
  try {
    const written = await writeChats(job, session_ids, file)
    unlessCancelled(job.signal)
    await file.finish()
    return written
  } catch (error) {
    await file.abandon()
    throw error
  }
}

async function writeChats(
  job: ExportJob,
  session_ids: readonly SessionId[],
  file: PartFile,
): Promise<number> {
  const writer = writerOf(job)
  let chats = 0
  let messages = 0
  await file.write(writer.opening())
  for (const [done, session_id] of session_ids.entries()) {
    job.onProgress(done, session_ids.length)
    unlessCancelled(job.signal)
    const mark = await file.mark()
    const count = await writeChat(job, writer, session_id, chats, file)
    if (count === null) await file.rewind(mark)
    else {
      chats++
      messages += count
    }
  }
  await file.write(writer.closing(chats, messages))
  job.onProgress(session_ids.length, session_ids.length)
  return chats
}

function writerOf({ format, modelName }: ExportJob): ChatWriter {
  if (format === 'markdown') return markdownWriter(modelName)
  return format === 'json' ? jsonWriter : ndjsonWriter
}

/** How many messages it has; null when it is gone, and what was written of it has to go. */
async function writeChat(
  { source, format, signal }: ExportJob,
  writer: ChatWriter,
  session_id: SessionId,
  index: number,
  file: PartFile,
): Promise<number | null> {
  const chat = await source.chat(session_id)
  if (!chat) return null
  await file.write(writer.chat(chat.header, index))
  const pages = format === 'markdown' ? shownBranch(source, chat) : wholeTree(source, chat)
  let messages = 0
  for await (const page of pages) {
    unlessCancelled(signal)
    if (page === null) return null
    for (const message of page) await file.write(writer.message(message, messages++))
  }
  await file.write(writer.chatEnd())
  return messages
}

/** All messages of a chat, page by page; null when it is gone. */
export async function* wholeTree(
  source: Pick<ChatSource, 'page'>,
  { header: { session_id }, until }: ChatAtMoment,
): AsyncGenerator<ChatMessage[] | null> {
  for (let after: number | null = 0; after !== null;) {
    const page = await source.page({ session_id, after, until, max_bytes: PAGE_BYTES })
    yield page && page.messages
    after = page?.next ?? null
  }
}

async function* shownBranch(
  source: ChatSource,
  { header: { session_id, leaf_id } }: ChatAtMoment,
): AsyncGenerator<ChatMessage[] | null> {
  const rows: { position: number; bytes: number }[] = []
  for (let at: MessageId | null = leaf_id; at !== null;) {
    const stretch = await source.above(at)
    rows.push(...stretch.rows)
    at = stretch.above
  }
  rows.reverse()
  for (let from = 0; from < rows.length;) {
    const positions: number[] = []
    for (let bytes = 0; from < rows.length && (positions.length === 0 || bytes < PAGE_BYTES); from++) {
      const row = rows[from]
      if (!row) break
      positions.push(row.position)
      bytes += row.bytes
    }
    yield await source.messages(session_id, positions)
  }
}
