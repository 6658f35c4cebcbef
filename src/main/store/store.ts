import type { Clock } from '../lib/clock.ts'
import type { WriteLog } from '../ports.ts'
import { ChatTransfer } from './chat-transfer.ts'
import { Backups } from './backup/backups.ts'
import { Connections, NO_VAULT } from './connections.ts'
import type { KeyVault } from './connections.ts'
import { Drafts } from './drafts.ts'
import { StoreJournal } from './journal.ts'
import { Queue } from './queue.ts'
import { Searching } from './search/searching.ts'
import { Sessions } from './sessions.ts'
import { SettingsStore } from './settings.ts'
import { logOpening } from './log-opening.ts'
import { StoreClient } from './store-client.ts'
import type { OpenReport, StoreContents } from './store-protocol.ts'
import { StoreReader } from './store-reader.ts'
import { WindowStateStore } from './window-state.ts'

export interface StoreOptions {
  /** A path in an existing folder, or ':memory:'. */
  file: string
  /** The code of the store's threads: store-worker.ts in plain Node, its bundle in the app. */
  worker: URL
  clock: Clock
  writeLog: WriteLog
  /** Without one, keys are held for this run only. */
  vault?: KeyVault
  /** Only for tests: the disk is full beyond so many pages of 4 KiB. */
  max_pages?: number
}

export interface Store {
  journal: StoreJournal
  sessions: Sessions
  drafts: Drafts
  queue: Queue
  search: Searching
  settings: SettingsStore
  connections: Connections
  windowState: WindowStateStore
  /** Export and import. */
  transfer: ChatTransfer
  /** Makes none by itself before `start`. */
  backups: Backups
  /** What was found at start; `interrupted` is how many answers the last end of the app cut. */
  report: OpenReport
  /** Saves what is under way, marks the end as clean, closes the file and ends the worker. At most 2 s; never rejects. */
  dispose: () => Promise<void>
}

/** design: quitting flushes within 2 s. */
const DISPOSE_MS = 2_000

/** Everything that survives a restart. Rejects with a StoreError, whose message is for people; no thread is left then. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { file, worker, clock, writeLog, vault = NO_VAULT, max_pages } = options
  const client = new StoreClient(worker, writeLog, clock)
  let found: StoreContents
  try {
    found = await client.ask('open', { file, now: clock.wallTime(), max_pages })
  } catch (error) {
    await client.dispose(async () => {}, DISPOSE_MS, clock)
    throw error
  }
  logOpening(found.report, writeLog)
  const reader = await StoreReader.open(client, { file, worker, writeLog, clock })
  const sessions = new Sessions({ client, reader, clock }, found.sessions)
  const journal = new StoreJournal({ client, sessions, clock, writeLog })
  const drafts = new Drafts(client, clock, found.new_chat_draft)
  const backups = new Backups({ file, worker, clock, writeLog })
  const search = new Searching(client, reader, writeLog)
  if (found.search_unfinished) search.resume()
  const shut = async (): Promise<void> => {
    // The writer tidies up only as the last one in the file.
    await Promise.all([journal.flush(), drafts.finish(), reader.dispose()])
    await client.ask('shut', null)
  }
  return {
    journal,
    sessions,
    drafts,
    queue: new Queue(client, reader, found.queued),
    search,
    settings: new SettingsStore(client, writeLog, found.settings),
    connections: new Connections(client, vault, writeLog, found.connections),
    windowState: new WindowStateStore(client, writeLog, found.window_state),
    transfer: new ChatTransfer(client, reader, sessions),
    backups,
    report: found.report,
    dispose: async () => {
      await Promise.all([client.dispose(shut, DISPOSE_MS, clock), backups.dispose(DISPOSE_MS)])
      journal.dispose()
    },
  }
}
