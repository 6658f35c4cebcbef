import type { Transfers } from '../transfer/transfers.ts'
import type { BackupInfo } from '../../shared/backup.ts'
import type { SessionId } from '../../shared/ids.ts'
import type { Refusal } from '../../shared/ipc-contract.ts'
import type { ChatFormat } from '../../shared/transfer.ts'
import type { Handlers } from './serve-requests.ts'

/** Copies of the whole database, as the store keeps them. What it cannot do, it rejects with a StoreError. */
export interface Backups {
  /** The newest first. */
  list(): Promise<BackupInfo[]>
  make(onProgress?: (done: number, total: number) => void, signal?: AbortSignal): Promise<BackupInfo>
  /** The next start puts it in the place of the database, and keeps that as a backup. */
  requestRestore(name: string): Promise<void>
}

export interface TransferHandlerParts {
  transfers: Transfers
  backups: Backups
  /** A file's name for one chat, or for all. */
  fileName: (title: string | null, format: ChatFormat) => string
  /** The title of a chat; null when it does not exist. */
  titleOf: (session_id: SessionId) => string | null
  /** Where to; null when the person changed their mind. */
  askWhere: (file_name: string, format: ChatFormat) => Promise<string | null>
  askFile: () => Promise<string | Refusal | null>
  /** How many answers the disk refused: a new start would lose them. */
  unsaved: () => number
  /** Ends the app in order and starts it again. */
  restart: () => void
}

const UNSAVED =
  'An answer could not be saved yet, and would be lost. Make room on the disk first; it is then saved by itself.'

export type TransferRequest = `transfer:${string}` | `backup:${string}`

export function transferHandlers(parts: TransferHandlerParts): {
  [Name in keyof Handlers as Name extends TransferRequest ? Name : never]: Handlers[Name]
} {
  const { transfers, backups } = parts
  return {
    'transfer:state': () => transfers.state,
    'transfer:export': async ({ session_id, format }) => {
      const title = session_id === null ? null : parts.titleOf(session_id)
      if (session_id !== null && title === null) return { refused: 'This chat does not exist any more.' }
      // Before anybody is asked for a place in vain.
      const busy = transfers.refusal()
      if (busy) return busy
      const path = await parts.askWhere(parts.fileName(title, format), format)
      return path === null ? null : transfers.export(session_id === null ? null : [session_id], format, path)
    },
    'transfer:import': async () => {
      const busy = transfers.refusal()
      if (busy) return busy
      const path = await parts.askFile()
      return typeof path === 'string' ? transfers.import(path) : path
    },
    'transfer:cancel': ({ transfer_id }) => {
      transfers.cancel(transfer_id)
      return null
    },
    'backup:list': () => orSentence(() => backups.list()),
    'backup:make': () => transfers.backup((progress, signal) => backups.make(progress, signal)),
    'backup:restore': ({ name }) =>
      orSentence(async () => {
        const busy = transfers.refusal()
        if (busy) return busy
        if (parts.unsaved() > 0) return { refused: UNSAVED }
        await backups.requestRestore(name)
        parts.restart()
        return null
      }),
  }
}

/** What the store refuses is a sentence for people; anything else is a bug and goes on. */
async function orSentence<Output>(work: () => Promise<Output>): Promise<Output | Refusal> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Error && error.name === 'StoreError') return { refused: error.message }
    throw error
  }
}
