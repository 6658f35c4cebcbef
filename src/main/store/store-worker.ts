import { parentPort, workerData } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import type { DatabaseSync } from 'node:sqlite'
import { closeDatabase, openDatabase, openReader } from './database.ts'
import { discardStaged, revealChats, stageChats } from './import-writes.ts'
import { appendChunks, closeStream, openStream } from './journal-writes.ts'
import { reads } from './reads.ts'
import { putQueued, rewriteQueued } from './queue-writes.ts'
import { isBackupThread, runBackupThread } from './backup/backup-thread.ts'
import { isDamage, mendDatabase } from './damage.ts'
import { MIGRATIONS } from './migrations/migrations.ts'
import { recover } from './recovery.ts'
import { buildStep } from './search/build-index.ts'
import { searchState } from './search/search-state.ts'
import { showMessage } from './show-message.ts'
import { StoreError, storeErrorOf } from './store-error.ts'
import type {
  OpenDatabase,
  OperationName,
  Operations,
  StoreContents,
  StoreReply,
  StoreRequest,
} from './store-protocol.ts'
import { allConnections, removeConnection, writeConnection } from './tables/connection-table.ts'
import { readDraft, writeDraft } from './tables/draft-table.ts'
import { allSettings, readState, writeSetting, writeState } from './tables/key-value-table.ts'
import { allQueued, deleteQueued, orderQueued } from './tables/queue-table.ts'
import {
  allSessions,
  changeSession,
  configureSession,
  insertSession,
  purgeSession,
  writePlace,
} from './tables/session-table.ts'
import { inTransaction } from './transaction.ts'

/**
 * A thread of the store. The one that was told `open` owns the database: the only writer, so that a slow disk never holds
 * up main. The one that was told `open:reader` answers what changes nothing.
 */

type Handlers = {
  [Name in Exclude<OperationName, 'open' | 'open:reader'>]: (
    db: DatabaseSync,
    input: Operations[Name]['input'],
  ) => Operations[Name]['output']
}

const handlers: Handlers = {
  ...reads,
  'stream:open': openStream,
  'stream:append': appendChunks,
  'stream:close': closeStream,
  'session:insert': (db, row) => done(inTransaction(db, () => insertSession(db, row))),
  'session:change': (db, { session_id, change }) =>
    inTransaction(db, () => changeSession(db, session_id, change)),
  'session:configure': (db, { session_id, ...wanted }) => configureSession(db, session_id, wanted),
  'draft:write': (db, draft) => done(writeDraft(db, draft)),
  'place:write': (db, { session_id, place }) => done(writePlace(db, session_id, place)),
  'session:purge': (db, { session_id }) => done(inTransaction(db, () => purgeSession(db, session_id))),
  'search:build': buildStep,
  'queue:put': (db, { row, order }) => done(putQueued(db, row, order)),
  'queue:edit': (db, { queue_id, text }) => done(rewriteQueued(db, queue_id, text)),
  'queue:order': (db, { order }) => done(inTransaction(db, () => orderQueued(db, order))),
  'queue:remove': (db, { queue_id }) => done(void deleteQueued(db, queue_id)),
  'message:show': (db, { session_id, message_id }) => showMessage(db, session_id, message_id),
  'settings:write': (db, rows) => done(inTransaction(db, () => rows.forEach((row) => writeSetting(db, row)))),
  'window_state:write': (db, value) => done(writeState(db, 'window', value)),
  'connection:write': (db, row) => done(writeConnection(db, row)),
  'connection:remove': (db, { connection_id }) => done(removeConnection(db, connection_id)),
  'import:stage': stageChats,
  'import:reveal': (db, { session_ids }) => done(revealChats(db, session_ids)),
  'import:discard': discardStaged,
  shut: (db) => done(reading ? db.close() : closeDatabase(db, damaged)),
}

function done(_nothing: void): null {
  return null
}

type Opened = { db: DatabaseSync; contents: StoreContents }

/** A damaged database is mended once, also when it shows only where its contents are read. */
async function open(input: OpenDatabase): Promise<Opened> {
  try {
    return await openWhole(input)
  } catch (error) {
    if (!isDamage(error)) throw error
    mendDatabase({ file: input.file, now: input.now, migrations: MIGRATIONS })
    return openWhole(input)
  }
}

async function openWhole(input: OpenDatabase): Promise<Opened> {
  const { db, mended, ...found } = await openDatabase(input)
  try {
    const { damage = null, salvaged = null } = mended ?? {}
    const recovered = recover(db)
    const queued = allQueued(db)
    const contents = {
      report: { ...found, damage, salvaged, queued: queued.length, ...recovered },
      queued,
      new_chat_draft: readDraft(db, ''),
      sessions: allSessions(db),
      settings: allSettings(db),
      connections: allConnections(db),
      window_state: readState(db, 'window'),
      search_unfinished: searchState(db) !== 'ready',
    }
    return { db, contents }
  } catch (error) {
    db.close()
    throw error
  }
}

/** Found while the database was in use: the next start is to check it. */
let damaged = false
let database: DatabaseSync | null = null
/** Whether this is the thread that only reads. */
let reading = false

/** What several statements read is of one moment, whatever the writer commits between them. */
function atOneMoment<Output>(
  db: DatabaseSync,
  input: unknown,
  read: (db: DatabaseSync, input: unknown) => Output,
): Output {
  db.exec('BEGIN')
  try {
    return read(db, input)
  } finally {
    if (db.isTransaction) db.exec('COMMIT')
  }
}

async function carryOut(request: StoreRequest): Promise<unknown> {
  if (request.name === 'open') {
    const { db, contents } = await open(request.input)
    database = db
    return contents
  }
  if (request.name === 'open:reader') {
    database = openReader(request.input.file)
    reading = true
    return null
  }
  if (!database) throw new StoreError('closed')
  // The table above gives each name the function of its own input; the compiler cannot follow a name to its pair.
  const handler = handlers[request.name] as (db: DatabaseSync, input: unknown) => unknown
  if (request.name !== 'shut')
    return reading ? atOneMoment(database, request.input, handler) : handler(database, request.input)
  const output = handler(database, request.input)
  database = null
  return output
}

async function answer(request: StoreRequest): Promise<StoreReply> {
  const { id } = request
  try {
    return { id, output: await carryOut(request) }
  } catch (error) {
    const { kind, message, detail, errcode } = storeErrorOf(error)
    if (kind === 'corrupt') damaged = true
    return { id, error: { kind, message, detail, errcode } }
  }
}

function serve(port: MessagePort): void {
  // One after the other, also while `open` waits for a backup to be written.
  let queue: Promise<void> = Promise.resolve()
  port.on('message', (request: StoreRequest) => {
    queue = queue.then(async () => port.postMessage(await answer(request)))
  })
}

if (!parentPort) throw new Error('the store worker runs as a worker thread only')
if (isBackupThread(workerData)) void runBackupThread(workerData, parentPort)
else serve(parentPort)
