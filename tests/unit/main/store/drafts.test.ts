import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { tempStore } from './temp-store.ts'

test('drafts are there again after a start: of each chat, and of the one that does not exist yet', async () => {
  const first = await tempStore()
  const { session_id } = await first.sessions.create(null)
  await first.drafts.write(session_id, 'half a thought').saved
  await first.drafts.write(null, 'a new one').saved
  await first.dispose()
  const second = await tempStore({ file: first.file })
  expect((await second.sessions.load(session_id))?.details.draft).toBe('half a thought')
  expect(second.drafts.newChat()).toBe('a new one')
})

test('an empty draft is no draft, and a chat that is gone for good leaves none behind', async () => {
  const store = await tempStore()
  const { session_id } = await store.sessions.create(null)
  await store.drafts.write(null, 'text').saved
  await store.drafts.write(null, '').saved
  expect(store.drafts.newChat()).toBe('')
  await store.drafts.write(session_id, 'text').saved
  await store.sessions.purge(session_id)
  // Typed in another window, and on its way when the chat went.
  await store.drafts.write(session_id, 'late').saved
  expect(store.drafts.unsaved(session_id)).toBeNull()
  await store.dispose()
  const db = new DatabaseSync(store.file)
  expect(db.prepare('SELECT count(*) AS drafts FROM draft').get()).toMatchObject({ drafts: 0 })
  db.close()
})

test('a draft the disk refuses is still known, until a later one is saved', async () => {
  const store = await tempStore({ max_pages: 100 })
  const { session_id } = await store.sessions.create(null)
  const long = 'x'.repeat(1024 * 1024)
  await expect(store.drafts.write(session_id, long).saved).rejects.toMatchObject({ kind: 'full' })
  expect(store.drafts.unsaved(session_id)).toBe(long)
  await store.drafts.write(session_id, 'short').saved
  expect(store.drafts.unsaved(session_id)).toBeNull()
  expect((await store.sessions.load(session_id))?.details.draft).toBe('short')
})

test('a place is read back with its session, and is no change of the session', async () => {
  const store = await tempStore()
  const before = await store.sessions.create(null)
  const { session_id } = before
  const place = { message_id: 'm' as never, above_px: 120 }
  await store.sessions.setPlace(session_id, place)
  expect((await store.sessions.load(session_id))?.details.place).toEqual(place)
  expect(store.sessions.list()).toEqual([before])
  await store.sessions.setPlace(session_id, null)
  expect((await store.sessions.load(session_id))?.details.place).toBeNull()
})

test('the draft on disk stays as it is until the prompts of its chat are on disk, then it is written by itself', async () => {
  const store = await tempStore()
  const { session_id } = await store.sessions.create(null)
  await store.drafts.write(session_id, 'sent just now').saved
  let prompts_saved = false
  store.drafts.follow(async () => prompts_saved)
  await expect(store.drafts.write(session_id, '').saved).rejects.toMatchObject({ kind: 'busy' })
  expect(store.drafts.shown(session_id, 'sent just now')).toBe('')
  const onDisk = async () => (await store.sessions.load(session_id))?.details.draft
  expect(await onDisk()).toBe('sent just now')
  prompts_saved = true
  await expect.poll(onDisk, { timeout: 20_000 }).toBe('')
})

test('a prompt that was not sent stands above the draft, on disk too, until a window wrote it as its own', async () => {
  const store = await tempStore()
  const { session_id } = await store.sessions.create(null)
  const onDisk = async () => (await store.sessions.load(session_id))?.details.draft
  await store.drafts.write(session_id, 'typed meanwhile').saved
  store.drafts.giveBack(session_id, 'refused')
  expect(store.drafts.shown(session_id, 'typed meanwhile')).toBe('refused\n\ntyped meanwhile')
  await expect.poll(onDisk, { timeout: 20_000 }).toBe('refused\n\ntyped meanwhile')
  // From before that window was told.
  await store.drafts.write(session_id, '').saved
  expect(await onDisk()).toBe('refused')
  // A prompt is its paragraphs, not a part of a word.
  await store.drafts.write(session_id, 'refused?').saved
  expect(await onDisk()).toBe('refused\n\nrefused?')
  await store.drafts.write(session_id, 'refused\n\nand more').saved
  await store.drafts.write(session_id, 'something else').saved
  expect(await onDisk()).toBe('something else')
})

test('what the disk refuses of a draft is tried once more in the end', async () => {
  const store = await tempStore()
  const { session_id } = await store.sessions.create(null)
  let prompts_saved = false
  store.drafts.follow(async () => prompts_saved)
  await expect(store.drafts.write(session_id, 'the last words').saved).rejects.toMatchObject({ kind: 'busy' })
  prompts_saved = true
  await store.dispose()
  const again = await tempStore({ file: store.file })
  expect((await again.sessions.load(session_id))?.details.draft).toBe('the last words')
})
