import { parentPort } from 'node:worker_threads'
import type { DatabaseSync } from 'node:sqlite'
import { closeDatabase, openDatabase } from './database.ts'
import { appendChunks, closeStream, openStream } from './journal-writes.ts'
import { loadSession } from './load-session.ts'
import { recover } from './recovery.ts'
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
import { allSettings, readState, writeSetting, writeState } from './tables/key-value-table.ts'
import { placeOf, readMessage } from './tables/message-table.ts'
import { allSessions, changeSession, insertSession, purgeSession } from './tables/session-table.ts'
import { inTransaction } from './transaction.ts'

/** The thread that owns the database: the only writer, so that a slow disk never holds up main. */

type Handlers = {
  [Name in Exclude<OperationName, 'open'>]: (
    db: DatabaseSync,
    input: Operations[Name]['input'],
  ) => Operations[Name]['output']
}

const handlers: Handlers = {
  'stream:open': openStream,
  'stream:append': appendChunks,
  'stream:close': closeStream,
  'session:insert': (db, row) => done(insertSession(db, row)),
  'session:change': (db, { session_id, change }) => changeSession(db, session_id, change),
  'session:load': (db, { session_id }) => loadSession(db, session_id),
  'session:purge': (db, { session_id }) => done(inTransaction(db, () => purgeSession(db, session_id))),
  'message:place': (db, { session_id, message_id }) => placeOf(db, session_id, message_id),
  'message:read': (db, { session_id, message_id }) => readMessage(db, session_id, message_id),
  'message:show': (db, { session_id, message_id }) => showMessage(db, session_id, message_id),
  'settings:write': (db, rows) => done(inTransaction(db, () => rows.forEach((row) => writeSetting(db, row)))),
  'window_state:write': (db, value) => done(writeState(db, 'window', value)),
  'connection:write': (db, row) => done(writeConnection(db, row)),
  'connection:remove': (db, { connection_id }) => done(removeConnection(db, connection_id)),
  shut: (db) => done(closeDatabase(db)),
}

function done(_nothing: void): null {
  return null
}

async function open(input: OpenDatabase): Promise<{ db: DatabaseSync; contents: StoreContents }> {
  const { db, ...found } = await openDatabase(input)
  const report = { ...found, ...recover(db) }
  const contents = {
    report,
    sessions: allSessions(db),
    settings: allSettings(db),
    connections: allConnections(db),
    window_state: readState(db, 'window'),
  }
  return { db, contents }
}

let database: DatabaseSync | null = null

async function carryOut(request: StoreRequest): Promise<unknown> {
  if (request.name === 'open') {
    const { db, contents } = await open(request.input)
    database = db
    return contents
  }
  if (!database) throw new StoreError('closed')
  // The table above gives each name the function of its own input; the compiler cannot follow a name to its pair.
  const handler = handlers[request.name] as (db: DatabaseSync, input: unknown) => unknown
  const output = handler(database, request.input)
  if (request.name === 'shut') database = null
  return output
}

async function answer(request: StoreRequest): Promise<StoreReply> {
  const { id } = request
  try {
    return { id, output: await carryOut(request) }
  } catch (error) {
    const { kind, message, detail, errcode } = storeErrorOf(error)
    return { id, error: { kind, message, detail, errcode } }
  }
}

const port = parentPort
if (!port) throw new Error('the store worker runs as a worker thread only')

// One after the other, also while `open` waits for a backup to be written.
let queue: Promise<void> = Promise.resolve()
port.on('message', (request: StoreRequest) => {
  queue = queue.then(async () => port.postMessage(await answer(request)))
})
