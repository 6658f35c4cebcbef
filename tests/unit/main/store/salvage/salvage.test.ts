import { randomUUID } from 'node:crypto'
import { truncateSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { closeDatabase, openDatabase } from '../../../../../src/main/store/database.ts'
import { MIGRATIONS } from '../../../../../src/main/store/migrations/migrations.ts'
import type { Message } from '../../../../../src/shared/session.ts'
import type { Kept } from '../damaged-file.ts'
import {
  addChatAndDie,
  fillChats,
  hashOf,
  messagesIn,
  NOW,
  overwritePages,
  pagesOf,
  rowsIn,
} from '../damaged-file.ts'
import type { TempStore } from '../temp-store.ts'
import { tempFolder, tempStore } from '../temp-store.ts'
import { text } from '../turns.ts'

async function filled(chats: number, messages: number): Promise<{ file: string; before: Kept[] }> {
  const file = join(tempFolder(), 'sluice.db')
  await fillChats(file, { chats, messages })
  return { file, before: messagesIn(file) }
}

/** Opens it as the app does after a crash, and closes it again. */
async function mended(file: string): Promise<TempStore> {
  const store = await tempStore({ file })
  await store.dispose()
  return store
}

/** Every message whose parent is there hangs below it, and every chat is there; https://sqlite.org/pragma.html#pragma_foreign_key_check */
function expectWhole(file: string): void {
  expect(rowsIn(file, 'PRAGMA foreign_key_check')).toEqual([])
  expect(rowsIn(file, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
  const dangling =
    'SELECT 1 FROM session WHERE leaf_id IS NOT NULL AND leaf_id NOT IN (SELECT message_id FROM message)'
  expect(rowsIn(file, dangling)).toEqual([])
}

test('a page that cannot be read costs the messages on it, and their replies move up to the nearest one saved', async () => {
  const { file, before } = await filled(40, 50)
  const pages = pagesOf(file, 'message', 'leaf')
  overwritePages(file, [pages[Math.floor(pages.length / 2)] ?? 0])
  const { report } = await mended(file)
  const after = new Map(messagesIn(file).map((message) => [message.message_id, message]))
  const lost = before.filter(({ message_id }) => !after.has(message_id))
  expect(lost.length).toBeGreaterThan(0)
  expect(lost.length).toBeLessThan(60)
  expect(report.salvaged).toMatchObject({ rows_expected: (report.salvaged?.rows_saved ?? 0) + lost.length })
  const above = new Map(before.map(({ message_id, parent_id }) => [message_id, parent_id]))
  let moved = 0
  for (const old of before) {
    let parent = old.parent_id
    while (parent !== null && !after.has(parent)) parent = above.get(parent) ?? null
    const now = after.get(old.message_id) ?? null
    expect([{ ...old, parent_id: parent }, null]).toContainEqual(now)
    if (now && parent !== old.parent_id) moved++
  }
  expect(moved).toBeGreaterThan(0)
  expectWhole(file)
})

test('when the page that leads to all messages is lost, they are found in their own pages', async () => {
  const { file, before } = await filled(60, 50)
  const [root = 0] = pagesOf(file, 'message', 'internal')
  overwritePages(file, [root])
  const { report } = await mended(file)
  expect(messagesIn(file)).toEqual(before)
  expect(report.damage).toMatchObject({ how: 'salvaged', saved_percent: 100 })
})

test('what was deleted does not come back from pages that are no longer used', async () => {
  const { file } = await filled(30, 50)
  const db = new DatabaseSync(file)
  const remove = (title: string): void =>
    db.exec(`DELETE FROM message WHERE session_id = (SELECT session_id FROM session WHERE title = '${title}');
      DELETE FROM session WHERE title = '${title}'`)
  for (const title of ['Chat 7', 'Chat 28', 'Chat 29']) remove(title)
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  db.close()
  // These get the numbers of those deleted last, whose pages still hold what they were.
  await addChatAndDie(file, 50)
  const before = messagesIn(file)
  closeDatabase((await openDatabase({ file, now: NOW })).db, true)
  overwritePages(file, pagesOf(file, 'message', 'internal').slice(0, 1))
  await mended(file)
  expect(messagesIn(file)).toEqual(before)
})

test('messages whose chat is lost come back as a chat of that name, down to the newest', async () => {
  const { file, before } = await filled(400, 3)
  const [, page = 0] = pagesOf(file, 'session', 'leaf')
  overwritePages(file, [page])
  const { sessions } = await mended(file)
  const recovered = sessions.list().filter(({ title }) => title === 'Recovered chat')
  expect(recovered.length).toBeGreaterThan(10)
  expect(sessions.list()).toHaveLength(400)
  expect(messagesIn(file)).toEqual(before)
  const newest = 'SELECT 1 FROM session JOIN message ON message_id = leaf_id WHERE created_at = 2'
  expect(rowsIn(file, newest.replace('WHERE created_at', 'WHERE message.created_at'))).toHaveLength(400)
  expectWhole(file)
})

test('a chat that showed a lost message shows the nearest one above it', async () => {
  const { file, before } = await filled(1, 200)
  const pages = pagesOf(file, 'message', 'leaf')
  overwritePages(file, pages.slice(-1))
  await mended(file)
  const after = messagesIn(file)
  expect(after.length).toBeLessThan(200)
  expect(after).toEqual(before.slice(0, after.length))
  expect(rowsIn(file, 'SELECT leaf_id FROM session')).toEqual([{ leaf_id: after.at(-1)?.message_id }])
})

test('a lost first page is replaced by one that says the same', async () => {
  const { file, before } = await filled(20, 20)
  const damaged = hashOf(file)
  overwritePages(file, [1])
  expect(hashOf(file)).not.toBe(damaged)
  const { report, sessions } = await mended(file)
  expect(report.damage).toMatchObject({ how: 'salvaged', saved_percent: 100 })
  expect(messagesIn(file)).toEqual(before)
  expect(sessions.list()).toHaveLength(20)
})

test('of a file that was cut short everything before the cut is saved', async () => {
  const { file, before } = await filled(40, 50)
  const pages = pagesOf(file, 'message', 'leaf')
  truncateSync(file, 4_096 * (pages[Math.floor(pages.length / 2)] ?? 0))
  const { report } = await mended(file)
  const after = messagesIn(file)
  expect(after.length).toBeGreaterThan(0.4 * before.length)
  expect(report.damage).toMatchObject({ how: 'salvaged' })
  const texts = new Map(before.map(({ message_id, parts }) => [message_id, parts]))
  expect(after.filter(({ message_id, parts }) => texts.get(message_id) !== parts)).toEqual([])
  expectWhole(file)
})

test('what only the write-ahead log holds is saved as well', async () => {
  const { file } = await filled(30, 50)
  await addChatAndDie(file, 1)
  const before = messagesIn(file)
  expect(before).toHaveLength(1_501)
  // The log holds the page with the new message; this one, which leads there, lies in the file alone.
  overwritePages(file, pagesOf(file, 'message', 'internal').slice(0, 1))
  const { report } = await mended(file)
  expect(messagesIn(file)).toEqual(before)
  expect(report.damage).toMatchObject({ how: 'salvaged', saved_percent: 100 })
})

test('an answer that was being written keeps the text saved of it', async () => {
  const { file } = await filled(20, 50)
  const [chat] = rowsIn(file, 'SELECT session_id, leaf_id FROM session LIMIT 1')
  const db = new DatabaseSync(file)
  const stream_id = randomUUID()
  db.prepare(
    `INSERT INTO message (message_id, session_id, parent_id, role, parts, created_at, stream_id)
     VALUES (?, ?, ?, 'assistant', '[]', 1, ?)`,
  ).run(randomUUID(), String(chat?.['session_id']), String(chat?.['leaf_id']), stream_id)
  const insert = db.prepare("INSERT INTO chunk VALUES (?, ?, ?, 'answer', ?)")
  for (let seq = 1; seq <= 300; seq++) insert.run(stream_id, seq, seq, `${seq} `)
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  db.close()
  overwritePages(file, pagesOf(file, 'message', 'leaf').slice(3, 4))
  await mended(file)
  const sql = 'SELECT parts, "end" FROM message WHERE stream_id IS NOT NULL ORDER BY position DESC LIMIT 1'
  const [answer] = rowsIn(file, sql)
  const all = Array.from({ length: 300 }, (_, i) => `${i + 1} `).join('')
  expect(JSON.parse(String(answer?.['parts']))).toEqual(text(all))
  expect(JSON.parse(String(answer?.['end'])) as Message['end']).toMatchObject({ reason: 'interrupted' })
})

test('a row whose inside is spoilt counts as lost and costs no other', async () => {
  const { file, before } = await filled(10, 50)
  const db = new DatabaseSync(file)
  db.exec("PRAGMA ignore_check_constraints = ON; UPDATE message SET parts = '[{' WHERE position = 77")
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  db.close()
  overwritePages(file, pagesOf(file, 'session', 'leaf').slice(0, 1))
  const { report } = await mended(file)
  expect(messagesIn(file)).toHaveLength(before.length - 1)
  expect(report.salvaged?.rows_expected).toBe((report.salvaged?.rows_saved ?? 0) + 11)
  expectWhole(file)
})

test('a damaged database of an older version is saved as such, then brought up', async () => {
  const file = join(tempFolder(), 'sluice.db')
  await fillChats(file, { chats: 30, messages: 50, migrations: MIGRATIONS.slice(0, 1) })
  const before = messagesIn(file)
  overwritePages(file, pagesOf(file, 'message', 'internal').slice(0, 1))
  const { report } = await mended(file)
  expect(report).toMatchObject({ migrated_from: 1, damage: { how: 'salvaged' } })
  expect(messagesIn(file)).toEqual(before)
})
