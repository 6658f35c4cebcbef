import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { basename } from 'node:path'
import type { SessionId } from '../../shared/ids.ts'
import type { Session } from '../../shared/session.ts'
import type { ChatTransfer } from '../store/chat-transfer.ts'
import type { Fate } from './import-plan.ts'
import { planImport } from './import-plan.ts'
import { readChats } from './read-chats.ts'
import { readText } from './read-text.ts'
import { Renamer, Stager } from './stager.ts'
import { TransferFault, unlessCancelled } from './transfer-fault.ts'

export type ImportStore = Pick<
  ChatTransfer,
  'chat' | 'page' | 'exists' | 'anyKnown' | 'stage' | 'reveal' | 'discard'
>

export interface ImportJob {
  store: ImportStore
  path: string
  /** Milliseconds since 1970. */
  staged_at: number
  signal: AbortSignal
  /** In bytes; the file is read twice. */
  onProgress: (done: number, total: number) => void
  /** Whether what was staged is to be taken back: not when the app ends, the next start does it. */
  takeBack: () => boolean
}

export interface Imported {
  sessions: Session[]
  /** `imported` came as they are, `copied` under new ids, `skipped` were here. */
  counts: Record<'imported' | 'copied' | 'skipped', number>
}

/**
 * All chats of a file, or none. The file is read twice: first all of it is checked and nothing written, then it is brought in
 * behind a curtain (store/import-writes.ts) and shown in one moment.
 */
export async function importChats(job: ImportJob): Promise<Imported> {
  const file = await opened(job.path)
  try {
    const before = await file.stat()
    if (!before.isFile()) throw new TransferFault(`“${basename(job.path)}” is no file.`)
    const fates = await planImport(readChats(texts(job, file, before.size, 0)), job.store)
    const stager = new Stager(job.store, job.staged_at)
    try {
      await stage(job, file, before.size, fates, stager)
      const { mtimeMs, size } = await file.stat()
      if (mtimeMs !== before.mtimeMs || size !== before.size) throw new TransferFault(CHANGED)
      unlessCancelled(job.signal)
      return { sessions: await job.store.reveal(stager.session_ids), counts: counted(fates) }
    } catch (error) {
      if (job.takeBack()) await takeBack(job.store, stager.session_ids)
      throw error
    }
  } finally {
    await file.close()
  }
}

const CHANGED = 'The file changed while it was read.'

async function opened(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    const why = code === 'ENOENT' ? 'it is not there' : `the system refused (${code})`
    throw new TransferFault(`“${basename(path)}” cannot be read: ${why}.`, { cause: error })
  }
}

function texts(job: ImportJob, file: FileHandle, size: number, done: number): AsyncGenerator<string> {
  const onBytes = (bytes: number): void => job.onProgress(done + Math.min(bytes, size), 2 * size)
  return readText(file, { signal: job.signal, onBytes })
}

async function stage(
  job: ImportJob,
  file: FileHandle,
  size: number,
  fates: readonly Fate[],
  stager: Stager,
): Promise<void> {
  let index = -1
  let renamer: Renamer | null = null
  for await (const item of readChats(texts(job, file, size, size))) {
    if (item.type === 'chat') index++
    const fate = fates[index]
    if (fate === undefined) throw new TransferFault(CHANGED)
    if (fate === 'skip' || item.type === 'chat_end') continue
    if (item.type === 'chat') {
      renamer = fate === 'copy' ? new Renamer(item.header) : null
      await stager.begin(renamer?.header ?? item.header, item.place)
    } else await stager.add(renamer?.message(item.message) ?? item.message, item.place)
  }
  if (index + 1 !== fates.length) throw new TransferFault(CHANGED)
  await stager.flush()
}

/** What the disk does not let go now, the next start purges. */
async function takeBack(store: ImportStore, session_ids: readonly SessionId[]): Promise<void> {
  for (const session_id of session_ids.toReversed()) {
    try {
      await store.discard(session_id)
    } catch {
      return
    }
  }
}

function counted(fates: readonly Fate[]): Imported['counts'] {
  const of = (wanted: Fate): number => fates.filter((fate) => fate === wanted).length
  return { imported: of('new'), copied: of('copy'), skipped: of('skip') }
}
