import type { DatabaseSync } from 'node:sqlite'
import type { QueueId } from '../../shared/ids.ts'
import { StoreError } from './store-error.ts'
import type { QueueRow } from './tables/queue-table.ts'
import { deleteQueued, editQueued, insertQueued, orderQueued } from './tables/queue-table.ts'
import { readSession } from './tables/session-table.ts'
import { inTransaction } from './transaction.ts'

/** Adds a prompt at its place in `order`. Throws when its chat is gone. */
export function putQueued(db: DatabaseSync, row: QueueRow, order: readonly QueueId[]): void {
  inTransaction(db, () => {
    const session = readSession(db, row.session_id)
    if (!session || session.deleted_at !== null) throw new StoreError('missing', 'This chat was deleted.')
    insertQueued(db, row, order.indexOf(row.queue_id))
    orderQueued(db, order)
  })
}

export function rewriteQueued(db: DatabaseSync, queue_id: QueueId, text: string): void {
  if (!editQueued(db, queue_id, text)) throw leftAlready()
}

/** A waiting prompt becomes a message in this transaction, or the transaction fails: it can become one only once. */
export function takeQueued(db: DatabaseSync, queue_id: QueueId): void {
  if (!deleteQueued(db, queue_id)) throw leftAlready()
}

function leftAlready(): StoreError {
  return new StoreError('missing', 'This message does not wait any more: it was sent or deleted.')
}
