import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Store } from '../../../../src/main/store/store.ts'
import type { QueueId, SessionId } from '../../../../src/shared/ids.ts'
import type { QueuedPrompt } from '../../../../src/shared/prompt-queue.ts'
import { tempStore } from './temp-store.ts'
import { turn } from './turns.ts'

const prompt = (text: string): QueuedPrompt => ({
  queue_id: randomUUID() as QueueId,
  text,
  created_at: 1_000,
})

/** Queues the texts, one after the other. */
async function filled({ queue }: Store, session_id: SessionId, ...texts: string[]): Promise<QueueId[]> {
  const ids: QueueId[] = []
  for (const text of texts) {
    const one = prompt(text)
    ids.push(one.queue_id)
    await queue.put(session_id, one, ids)
  }
  return ids
}

/** What a store opened anew on the same file finds. */
async function foundAgain(store: Store & { file: string }): Promise<[SessionId, string][]> {
  await store.dispose()
  const again = await tempStore({ file: store.file })
  return again.queue.found.map(({ session_id, text }) => [session_id, text])
}

test('waiting prompts are found at the next start, session by session, in their order', async () => {
  const store = await tempStore()
  const [a, b] = [
    (await store.sessions.create(null)).session_id,
    (await store.sessions.create(null)).session_id,
  ]
  const [one, two, three] = await filled(store, a, 'one', 'two', 'three')
  await filled(store, b, 'other')
  if (!one || !two || !three) throw new Error('three were queued')
  await store.queue.edit(two, 'two, better')
  await store.queue.order([three, one, two])
  const found = await foundAgain(store)
  expect(found.filter(([session_id]) => session_id === a).map(([, text]) => text)).toEqual([
    'three',
    'one',
    'two, better',
  ])
  expect(found.filter(([session_id]) => session_id === b).map(([, text]) => text)).toEqual(['other'])
})

test('an opening takes its prompt out of the queue; a second one is refused and saves nothing', async () => {
  const store = await tempStore()
  const { session_id } = await store.sessions.create(null)
  const [one, two] = await filled(store, session_id, 'one', 'two')
  if (!one || !two) throw new Error('two were queued')
  const opening = { ...turn(session_id, null, 'one'), queue_id: one }
  await store.journal.open(opening)
  const again = { ...turn(session_id, opening.answer.message_id, 'one'), queue_id: one }
  await expect(store.journal.open(again)).rejects.toMatchObject({ name: 'StoreError', kind: 'missing' })
  expect((await store.sessions.load(session_id))?.messages).toHaveLength(2)
  expect((await foundAgain(store)).map(([, text]) => text)).toEqual(['two'])
})

test('an opening the disk refuses leaves its prompt where it was', async () => {
  const store = await tempStore({ max_pages: 60 })
  const { session_id } = await store.sessions.create(null)
  const [one] = await filled(store, session_id, 'one')
  if (!one) throw new Error('one was queued')
  const huge = { ...turn(session_id, null, 'x'.repeat(1_000_000)), queue_id: one }
  await expect(store.journal.open(huge)).rejects.toMatchObject({ kind: 'full' })
  expect((await store.sessions.load(session_id))?.messages).toEqual([])
  expect((await foundAgain(store)).map(([, text]) => text)).toEqual(['one'])
})

test('no write brings a prompt back that has left', async () => {
  const store = await tempStore()
  const { session_id } = await store.sessions.create(null)
  const [one, two] = await filled(store, session_id, 'one', 'two')
  if (!one || !two) throw new Error('two were queued')
  await store.queue.remove(one)
  await store.queue.order([one, two])
  await expect(store.queue.edit(one, 'back?')).rejects.toMatchObject({ kind: 'missing' })
  await store.queue.put(session_id, prompt('three'), [one, two])
  await store.queue.remove(one)
  expect((await foundAgain(store)).map(([, text]) => text).toSorted()).toEqual(['three', 'two'])
})

test('a deleted session takes no more prompts, keeps those it has, and takes them along when it goes', async () => {
  const store = await tempStore()
  const { session_id } = await store.sessions.create(null)
  await filled(store, session_id, 'one')
  await store.sessions.delete(session_id)
  await expect(store.queue.put(session_id, prompt('late'), [])).rejects.toThrow('This chat was deleted.')
  await store.sessions.undelete(session_id)
  await filled(store, session_id, 'two')
  await store.sessions.delete(session_id)
  expect(await foundAgain(store)).toEqual([])
})

test('a queued prompt the disk refuses changes nothing', async () => {
  const store = await tempStore({ max_pages: 60 })
  const { session_id } = await store.sessions.create(null)
  const [one] = await filled(store, session_id, 'one')
  if (!one) throw new Error('one was queued')
  const huge = prompt('x'.repeat(1_000_000))
  await expect(store.queue.put(session_id, huge, [huge.queue_id, one])).rejects.toMatchObject({
    kind: 'full',
  })
  await expect(store.queue.edit(one, huge.text)).rejects.toMatchObject({ kind: 'full' })
  expect((await foundAgain(store)).map(([, text]) => text)).toEqual(['one'])
})
