import type { Broadcast } from './ipc/broadcast.ts'
import { summary } from './ipc/handlers.ts'
import { transferHandlers } from './ipc/transfer-handlers.ts'
import type { Clock } from './lib/clock.ts'
import { whyNot } from './lib/why-not.ts'
import type { WriteLog } from './ports.ts'
import { SIMULATOR_ID } from './store/connections.ts'
import type { Store } from './store/store.ts'
import type { PromptQueue } from './streams/prompt-queue.ts'
import type { StreamRegistry } from './streams/stream-registry.ts'
import { fileName } from './transfer/file-names.ts'
import { Transfers } from './transfer/transfers.ts'
import { askChatFile, askSavePath } from './window/file-dialogs.ts'
import type { ModelRef, Session } from '../shared/session.ts'

export interface TransferKitNeeds {
  store: Store
  registry: StreamRegistry
  queue: PromptQueue
  broadcast: Broadcast
  clock: Clock
  writeLog: WriteLog
  /** How many answers the disk refused. */
  unsaved: () => number
  /** Ends the app in order and starts it again. */
  restart: () => void
}

/** Chats to files and back, and the copies that are kept of all of them. */
export function createTransferKit(needs: TransferKitNeeds) {
  const { store, registry, queue, broadcast, clock, writeLog, unsaved, restart } = needs
  const onImported = (sessions: Session[]): void => {
    broadcast(
      'sessions:added',
      sessions.map((session) => summary(session, registry)),
    )
    const added = new Set(sessions.map(({ session_id }) => session_id))
    // What cannot be read now waits on the disk for the next start.
    void store.queue.of(added).then(
      (rows) => queue.adopt(rows),
      (error: unknown) => writeLog({ event: 'queue_unread', message: whyNot(error) }),
    )
  }
  const transfers = new Transfers({
    chats: store.transfer,
    clock,
    writeLog,
    modelName,
    onChanged: (state) => broadcast('transfer:changed', state),
    onImported,
  })
  const handlers = transferHandlers({
    transfers,
    backups: store.backups,
    fileName: (title, format) => fileName(title, format, new Date(clock.wallTime())),
    titleOf: (session_id) => store.sessions.get(session_id)?.title ?? null,
    askWhere: (file_name) => askSavePath({ title: 'Export chats', file_name, kind: 'Chats' }),
    askFile: askChatFile,
    unsaved,
    restart,
  })
  return { transfers, handlers }
}

/** The simulator's carries its parameters; people call it by its mode. */
function modelName({ connection_id, model }: ModelRef): string {
  return connection_id === SIMULATOR_ID ? `Simulator (${model.replace(/\?.*$/, '')})` : model
}
