import { copyFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { closeDatabase, openDatabase } from '../../../../src/main/store/database.ts'
import { MIGRATIONS } from '../../../../src/main/store/migrations/migrations.ts'
import { stampOf } from '../../../../src/main/store/durable-files.ts'
import type { Kept } from './damaged-file.ts'
import {
  fillChats,
  hashOf,
  messagesIn,
  NOW,
  overwritePages,
  PAGE_BYTES,
  pagesOf,
  rowsIn,
} from './damaged-file.ts'
import { MORTAL_WORKER, tempFolder, tempStore } from './temp-store.ts'

const HOUR_MS = 3_600_000

function tempFile(): string {
  return join(tempFolder(), 'sluice.db')
}

/** A backup beside `file` of chats of its own. */
async function backupBeside(
  file: string,
  at: number,
  chats: number,
): Promise<{ name: string; kept: Kept[] }> {
  const own = tempFile()
  await fillChats(own, { chats, messages: 4 })
  const kept = messagesIn(own)
  const name = `sluice.db.daily-${stampOf(at)}`
  copyFileSync(own, join(dirname(file), name))
  return { name, kept }
}

const asideIn = (file: string): string[] =>
  readdirSync(dirname(file)).filter((name) => name.includes('.damaged-'))

test('what is no database at all is kept, and the newest whole backup takes its place', async () => {
  const file = tempFile()
  writeFileSync(file, 'Dear diary, '.repeat(5_000))
  const before = hashOf(file)
  const older = await backupBeside(file, NOW - 30 * HOUR_MS, 3)
  const newer = await backupBeside(file, NOW - 6 * HOUR_MS, 5)
  const newest = await backupBeside(file, NOW - HOUR_MS, 7)
  truncateSync(join(dirname(file), newest.name), 3 * PAGE_BYTES)
  const { report, sessions, log, dispose } = await tempStore({ file })
  await dispose()
  const [aside = ''] = asideIn(file)
  expect(report.damage).toEqual({ how: 'restored', backup_at: NOW - 6 * HOUR_MS, aside })
  expect(hashOf(join(dirname(file), aside))).toBe(before)
  expect(messagesIn(file)).toEqual(newer.kept)
  expect(sessions.list()).toHaveLength(5)
  expect(log).toContainEqual({ event: 'store_restored', backup_at: NOW - 6 * HOUR_MS, aside })
  expect(messagesIn(join(dirname(file), older.name))).toEqual(older.kept)
})

test('where nothing can be read and no backup is there a new one begins, and the damaged one is kept', async () => {
  const file = tempFile()
  writeFileSync(file, 'x'.repeat(50_000))
  const { report, log, sessions } = await tempStore({ file })
  const [aside = ''] = asideIn(file)
  expect(report.damage).toEqual({ how: 'started_new', aside })
  expect(log.map((line) => line.event).filter((event) => event !== 'store_blocked')).toEqual([
    'store_started_new',
    'store_opened',
  ])
  expect(sessions.list()).toEqual([])
  expect((await sessions.create(null)).title).toBe('')
})

test('a backup that holds more is preferred when little could be saved, else what was saved is', async () => {
  const [little, much] = [tempFile(), tempFile()]
  for (const file of [little, much]) {
    await fillChats(file, { chats: 40, messages: 50 })
    await backupBeside(file, NOW, 550)
  }
  const leaves = pagesOf(little, 'message', 'leaf')
  overwritePages(little, leaves.slice(0, Math.floor(0.9 * leaves.length)))
  overwritePages(much, pagesOf(much, 'message', 'leaf').slice(0, 10))
  expect((await tempStore({ file: little })).report.damage).toMatchObject({ how: 'restored' })
  expect((await tempStore({ file: much })).report.damage).toMatchObject({ how: 'salvaged' })
})

test('the damage is told again after a crash, until the app has ended in order; the log holds figures alone', async () => {
  const file = tempFile()
  await fillChats(file, { chats: 20, messages: 50 })
  overwritePages(file, pagesOf(file, 'message', 'leaf').slice(5, 6))
  const first = await tempStore({ file, worker: MORTAL_WORKER })
  await first.settings.set({ theme: 'dark' }).catch(() => {})
  const second = await tempStore({ file })
  expect(second.report.damage).toEqual(first.report.damage)
  const { name } = await second.backups.make()
  await second.dispose()
  const third = await tempStore({ file })
  expect(third.report.damage).toBe(null)
  // A backup made in between tells nothing of it.
  await third.backups.requestRestore(name)
  await third.dispose()
  const fourth = await tempStore({ file })
  expect(fourth.report).toMatchObject({ damage: null, restored: { refused: null } })
  const line = first.log.find(({ event }) => event === 'store_salvaged')
  const { event, aside, ...figures } = line ?? { event: 'none' }
  expect([event, aside]).toEqual(['store_salvaged', asideIn(file)[0]])
  expect(Object.keys(figures)).toEqual(['tables', 'rows_saved', 'rows_expected', 'saved_percent'])
  expect(Object.values(figures).filter((value) => typeof value !== 'number')).toEqual([])
})

test('damage that shows only while a chat is read is mended at the next start', async () => {
  const file = tempFile()
  await fillChats(file, { chats: 20, messages: 50 })
  closeDatabase((await openDatabase({ file, now: NOW })).db)
  overwritePages(file, pagesOf(file, 'message', 'leaf').slice(5, 6))
  const first = await tempStore({ file })
  expect(first.report).toMatchObject({ unclean: false, damage: null })
  const loading = first.sessions.list().map(({ session_id }) => first.sessions.load(session_id))
  const outcomes = await Promise.allSettled(loading)
  const refused = outcomes.find((outcome) => outcome.status === 'rejected')
  expect(refused?.reason).toMatchObject({ kind: 'corrupt' })
  expect(String(refused?.reason)).toContain('Start Sluice again')
  await first.dispose()
  const second = await tempStore({ file })
  expect(second.report).toMatchObject({ unclean: true, damage: { how: 'salvaged' } })
  for (const { session_id } of second.sessions.list()) await second.sessions.load(session_id)
})

test('a damaged database of another program, and of a newer version, are refused and not touched', async () => {
  const [theirs, newer] = [tempFile(), tempFile()]
  const db = new DatabaseSync(theirs)
  db.exec('CREATE TABLE bookmarks (url TEXT)')
  for (let i = 0; i < 500; i++) db.prepare('INSERT INTO bookmarks VALUES (?)').run('x'.repeat(100))
  db.close()
  await fillChats(newer, {
    chats: 9,
    messages: 9,
    migrations: [...MIGRATIONS, 'CREATE TABLE future (a TEXT)'],
  })
  truncateSync(theirs, 5 * PAGE_BYTES)
  truncateSync(newer, 9 * PAGE_BYTES)
  const before = [hashOf(theirs), hashOf(newer)]
  await expect(tempStore({ file: theirs })).rejects.toMatchObject({ kind: 'not_a_database' })
  await expect(tempStore({ file: newer })).rejects.toMatchObject({ kind: 'newer_schema' })
  expect([hashOf(theirs), hashOf(newer)]).toEqual(before)
  expect([theirs, newer].flatMap((file) => readdirSync(dirname(file)))).toEqual(['sluice.db', 'sluice.db'])
})

test('two damages leave two files aside, neither over the other', async () => {
  const file = tempFile()
  for (const noise of ['first '.repeat(9_000), 'second '.repeat(9_000)]) {
    writeFileSync(file, noise)
    await (await tempStore({ file })).dispose()
  }
  expect(new Set(asideIn(file).map((name) => hashOf(join(dirname(file), name)))).size).toBe(2)
  expect(rowsIn(file, 'SELECT * FROM message')).toEqual([])
})
