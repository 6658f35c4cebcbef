import type { TokenEvent } from '../../shared/stream-event.ts'
import type { StreamId } from '../../shared/ids.ts'
import type { MessagePart } from '../../shared/session.ts'
import { appendText } from '../../shared/session.ts'
import type { Channel } from '../../shared/stream-event.ts'

/** The text of neighbouring tokens of one channel. The `seq` between two rows belong to events without text. */
export interface ChunkRow {
  stream_id: StreamId
  first_seq: number
  last_seq: number
  channel: Channel
  text: string
}

/** Adds a token to a batch: to the last row while the channel stays the same, else as a new one. Changes `rows`. */
export function addToken(rows: ChunkRow[], { stream_id, seq, channel, content }: TokenEvent): void {
  const last = rows.at(-1)
  if (last?.channel === channel) {
    last.last_seq = seq
    last.text += content
  } else rows.push({ stream_id, first_seq: seq, last_seq: seq, channel, text: content })
}

/** The parts of a message after the rows of its stream, in order of `seq`, are added to what it held before. */
export function foldChunks(before: readonly MessagePart[], rows: Iterable<ChunkRow>): MessagePart[] {
  let parts = [...before]
  for (const { channel, text } of rows) parts = appendText(parts, channel, text)
  return parts
}
