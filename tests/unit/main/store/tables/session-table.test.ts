import { expect, test } from 'vitest'
import { openDatabase } from '../../../../../src/main/store/database.ts'
import { writeChunks } from '../../../../../src/main/store/tables/chunk-table.ts'
import { branchTo, insertMessage } from '../../../../../src/main/store/tables/message-table.ts'
import { insertSession, purgeSession } from '../../../../../src/main/store/tables/session-table.ts'
import { inTransaction } from '../../../../../src/main/store/transaction.ts'
import type { MessageId, SessionId } from '../../../../../src/shared/ids.ts'
import { turn } from '../turns.ts'

test('a conversation of 10,000 messages is read whole, and purged whole, its neighbour untouched', async () => {
  const { db } = await openDatabase({ file: ':memory:', now: 0 })
  const ids = ['long', 'other'] as SessionId[]
  const leaves = inTransaction(db, () =>
    ids.map((session_id, i) => {
      const dates = { created_at: 0, updated_at: 0, deleted_at: null }
      const marks = { pinned: false, archived: false }
      insertSession(db, { session_id, title: '', model: null, leaf_id: null, ...marks, ...dates })
      let leaf: MessageId | null = null
      for (let n = 0; n < (i === 0 ? 5_000 : 1); n++) {
        const { user_message, answer, stream_id } = turn(session_id, leaf, `${n}`)
        insertMessage(db, user_message)
        insertMessage(db, answer)
        writeChunks(db, [{ stream_id, first_seq: 1, last_seq: 1, channel: 'answer', text: 'x' }])
        leaf = answer.message_id
      }
      return leaf
    }),
  )
  const [long, other] = leaves.map((leaf) => branchTo(db, leaf))
  expect(long).toHaveLength(10_000)
  expect(long?.map((message) => message.parent_id)).toEqual([
    null,
    ...(long ?? []).slice(0, -1).map((message) => message.message_id),
  ])
  inTransaction(db, () => purgeSession(db, 'long' as SessionId))
  expect(branchTo(db, leaves[0] ?? null)).toEqual([])
  expect(branchTo(db, leaves[1] ?? null)).toEqual(other)
  const left = ['session', 'message', 'chunk'].map(
    (table) => db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.['n'],
  )
  expect(left).toEqual([1, 2, 1])
  db.close()
})
