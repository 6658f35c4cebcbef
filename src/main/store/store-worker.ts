import { parentPort, workerData } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import type { DatabaseSync } from 'node:sqlite'
import { isBackupThread, runBackupThread } from './backup-thread.ts'
import { isDamage, mendDatabase } from './damage.ts'
import { closeDatabase, openDatabase } from './database.ts'
import { appendChunks, closeStream, openStream } from './journal-writes.ts'
import { MIGRATIONS } from './migrations/migrations.ts'
import { recover } from './recovery.ts'
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
import { branchTo } from './tables/message-table.ts'
import {
  allSessions,
  changeSession,
  insertSession,
  purgeSession,
  readSession,
} from './tables/session-table.ts'
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
  'session:messages': (db, { session_id }) => branchTo(db, readSession(db, session_id)?.leaf_id ?? null),
  'session:purge': (db, { session_id }) => done(inTransaction(db, () => purgeSession(db, session_id))),
  'settings:write': (db, rows) => done(inTransaction(db, () => rows.forEach((row) => writeSetting(db, row)))),
  'window_state:write': (db, value) => done(writeState(db, 'window', value)),
  'connection:write': (db, row) => done(writeConnection(db, row)),
  'connection:remove': (db, { connection_id }) => done(removeConnection(db, connection_id)),
  shut: (db) => done(closeDatabase(db, damaged)),
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
    const contents = {
      report: { ...found, damage, salvaged, ...recover(db) },
      sessions: allSessions(db),
      settings: allSettings(db),
      connections: allConnections(db),
      window_state: readState(db, 'window'),
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
