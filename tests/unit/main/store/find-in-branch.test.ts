import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { closeDatabase, openDatabase } from '../../../../src/main/store/database.ts'
import { findInBranch } from '../../../../src/main/store/find-in-branch.ts'
import { FOUND_MAX } from '../../../../src/shared/find-text.ts'
import type { SessionId } from '../../../../src/shared/ids.ts'
import { seedChat } from '../../../support/seed-chat.ts'

let folder = ''
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'sluice-find-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('the branch shown is looked through from its top to its end, and a common word ends the search early', async () => {
  const file = join(folder, 'sluice.db')
  const { session_id, message_ids } = await seedChat(file, { title: 'Łódź', turns: 400, answer_tokens: 200 })
  const { db } = await openDatabase({ file, now: Date.now() })
  try {
    const found = findInBranch(db, { session_id, query: 'question 39 of “lodz”' })
    // The prompt, and the answer that quotes it.
    expect(found).toEqual({
      places: message_ids.slice(78, 80).map((message_id) => ({ message_id, count: 1 })),
      more: false,
    })
    const all = findInBranch(db, { session_id, query: 'question' })
    expect(all.places.map(({ message_id }) => message_id)).toEqual(message_ids)
    expect(findInBranch(db, { session_id, query: ' ' }).places).toEqual([])
    expect(findInBranch(db, { session_id: 'none' as SessionId, query: 'a' }).places).toEqual([])
    const many = findInBranch(db, { session_id, query: 'e' })
    expect(many.more).toBe(true)
    expect(many.places.reduce((sum, { count }) => sum + count, 0)).toBeLessThan(FOUND_MAX + 10_000)
  } finally {
    closeDatabase(db)
  }
})
