import { expect, test } from 'vitest'
import { createBroadcast } from '../../../../src/main/ipc/broadcast.ts'
import { draftHandlers } from '../../../../src/main/ipc/draft-handlers.ts'
import { tempStore } from '../store/temp-store.ts'

/** Two windows as main sees them, and what each was told. */
async function twoWindows(max_pages?: number) {
  const store = await tempStore(max_pages === undefined ? {} : { max_pages })
  const told: Record<number, unknown[]> = { 1: [], 2: [] }
  const pages = [1, 2].map((id) => ({
    id,
    isDestroyed: () => false,
    isCrashed: () => false,
    send: (_name: string, payload: unknown) => told[id]?.push(payload),
  }))
  const broadcast = createBroadcast(() => pages as never)
  const left: number[] = []
  const farewell = { left: (page_id: number) => void left.push(page_id) }
  return { store, told, left, handlers: draftHandlers({ store, broadcast, farewell }) }
}

test('the other window hears of a draft, the one that wrote it does not, and each write is newer than the last', async () => {
  const { handlers, store, told } = await twoWindows()
  const { session_id } = await store.sessions.create(null)
  const reply = await handlers['session:draft']({ session_id, text: 'one' }, { page_id: 1 })
  expect(reply).toEqual({ revision: 1 })
  expect(await handlers['session:draft']({ session_id: null, text: 'two' }, { page_id: 2 })).toEqual({
    revision: 2,
  })
  expect(told).toEqual({
    1: [{ session_id: null, text: 'two', revision: 2 }],
    2: [{ session_id, text: 'one', revision: 1 }],
  })
})

test('a draft the disk refuses comes back as a sentence', async () => {
  const { handlers } = await twoWindows(100)
  const text = 'x'.repeat(1024 * 1024)
  expect(await handlers['session:draft']({ session_id: null, text }, { page_id: 1 })).toEqual({
    refused: 'The disk is full. Make room, then try again.',
  })
})

test('a place is kept, and one of a chat that is gone is nothing', async () => {
  const { handlers, store } = await twoWindows()
  const { session_id } = await store.sessions.create(null)
  const place = { message_id: 'm' as never, above_px: 3 }
  await handlers['session:place']({ session_id, place }, { page_id: 1 })
  expect((await store.sessions.load(session_id))?.details.place).toEqual(place)
  await store.sessions.delete(session_id)
  expect(await handlers['session:place']({ session_id, place }, { page_id: 1 })).toBeNull()
})
