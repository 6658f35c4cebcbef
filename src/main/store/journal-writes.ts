import type { DatabaseSync } from 'node:sqlite'
import type { StreamId } from '../../shared/ids.ts'
import { joinParts } from '../../shared/session.ts'
import type { ClosedStream, Opening, SavedOpening } from '../ports.ts'
import type { ChunkRow } from './chunk-rows.ts'
import { takeQueued } from './queue-writes.ts'
import { StoreError } from './store-error.ts'
import { deleteChunks, writeChunks } from './tables/chunk-table.ts'
import {
  branchTo,
  endMessage,
  hasMessage,
  insertMessage,
  partsOf,
  reopenMessage,
  writable,
} from './tables/message-table.ts'
import { changeSession, readDetails, readSession } from './tables/session-table.ts'
import type { SessionRow } from './tables/session-table.ts'
import { inTransaction } from './transaction.ts'

/** How long a transaction took, its wait for the disk included; in the worker, so without the way there and back. */
export interface Committed {
  commit_ms: number
}

export interface OpenedStream extends Committed, SavedOpening {
  session: SessionRow
}

/** `title` names the session if it has no name yet. */
export interface StreamOpening extends Opening {
  title: string | null
  now: number
}

/**
 * Saves the prompt and the empty answer, or gives an ended answer to a new stream, and shows this branch from now on; an
 * archived chat is among the others again.
 * Throws when the chat, the parent or the answer is gone, or somebody else writes or wrote to it meanwhile.
 */
export function openStream(db: DatabaseSync, opening: StreamOpening): OpenedStream {
  const { session_id, user_message, answer, continues, queue_id, title, now } = opening
  return timed(db, () => {
    const old = readSession(db, session_id)
    if (!old || old.deleted_at !== null) throw new StoreError('missing', 'This chat was deleted.')
    const { parent_id } = user_message ?? answer
    if (parent_id !== null && !hasMessage(db, session_id, parent_id)) {
      throw new StoreError('missing', 'The message before this one is not saved.')
    }
    if (queue_id) takeQueued(db, queue_id)
    if (user_message) insertMessage(db, user_message)
    if (continues === null) insertMessage(db, answer)
    else if (!reopenMessage(db, answer, continues)) {
      throw new StoreError(
        'invalid',
        'This answer was changed meanwhile, so it was not gone on with. Try again.',
      )
    }
    const session = changeSession(db, session_id, {
      leaf_id: answer.message_id,
      archived: false,
      updated_at: continues === null ? answer.created_at : now,
      title: old.title === '' && title !== null ? title : old.title,
    })
    const branch = branchTo(db, continues === null ? answer.parent_id : answer.message_id)
    const details = readDetails(db, session_id)
    return {
      session: session ?? old,
      branch,
      system_prompt: details?.system_prompt ?? '',
      parameters: details?.parameters ?? {},
    }
  })
}

/** Saves a batch of text of any number of streams; returns the streams that may not write any more, their rows left out. */
export function appendChunks(
  db: DatabaseSync,
  rows: readonly ChunkRow[],
): { refused: StreamId[] } & Committed {
  return timed(db, () => {
    const streams = new Set(rows.map((row) => row.stream_id))
    const refused = [...streams].filter((stream_id) => writable(db, stream_id) !== 'yes')
    const late = new Set(refused)
    const wanted = rows.filter((row) => !late.has(row.stream_id))
    writeChunks(db, wanted)
    return { refused }
  })
}

/** `already`: it had its end, and keeps it. `gone`: its chat was removed, or a newer stream writes to its message. */
export type CloseOutcome = 'closed' | 'already' | 'gone'

/** Adds the stream's text to its message, with its end: they replace the chunks. A second call changes nothing. */
export function closeStream(db: DatabaseSync, record: ClosedStream): { outcome: CloseOutcome } & Committed {
  const { stream_id, parts, end } = record
  return timed(db, () => {
    const state = writable(db, stream_id)
    if (state === 'yes') endMessage(db, stream_id, joinParts(partsOf(db, stream_id), parts), end)
    deleteChunks(db, stream_id)
    return { outcome: state === 'yes' ? 'closed' : state === 'ended' ? 'already' : 'gone' }
  })
}

function timed<Result>(db: DatabaseSync, run: () => Result): Result & Committed {
  const from = performance.now()
  const result = inTransaction(db, run)
  return { ...result, commit_ms: performance.now() - from }
}
