// @vitest-environment node
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { REST_MS } from '../../../../src/renderer/state/reading-place.ts'
import type { MessageId } from '../../../../src/shared/ids.ts'
import { FakeMain } from '../support/fake-main.ts'
import { settled } from '../support/settled.ts'
import { startedApp } from '../support/started-app.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const at = (above_px: number) => ({ message_id: 'm' as MessageId, above_px })

async function reading() {
  const main = new FakeMain()
  const one = main.addSession('One').session_id
  const other = main.addSession('Other').session_id
  main.state = { open_session_id: one }
  const app = await startedApp(main)
  app.actions.show(other)
  await settled()
  return { ...app, main, one, other }
}

test('a place is kept once the reader rests, in whole pixels, and the end is no place', async () => {
  const { actions, main, one, store } = await reading()
  actions.readTo(one, at(1.4))
  await vi.advanceTimersByTimeAsync(REST_MS - 1)
  actions.readTo(one, at(20.6))
  await vi.advanceTimersByTimeAsync(REST_MS - 1)
  expect(main.asked('session:place')).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(main.asked('session:place')).toEqual([{ session_id: one, place: at(21) }])
  expect(store.getState().loaded[one]?.details?.place).toEqual(at(21))
  actions.readTo(one, null)
  await vi.advanceTimersByTimeAsync(REST_MS)
  expect(main.asked('session:place').at(-1)).toEqual({ session_id: one, place: null })
})

test('a place that is the same is not told again', async () => {
  const { actions, main, one } = await reading()
  for (let n = 0; n < 3; n++) {
    actions.readTo(one, at(5))
    await vi.advanceTimersByTimeAsync(REST_MS)
  }
  expect(main.asked('session:place')).toHaveLength(1)
})

test('whoever goes on to another chat, or leaves the window, has left the place', async () => {
  const { actions, main, one, other } = await reading()
  actions.readTo(one, at(5))
  actions.readTo(other, at(6))
  expect(main.asked('session:place')).toEqual([{ session_id: one, place: at(5) }])
  actions.saveNow()
  expect(main.asked('session:place')).toHaveLength(2)
})

test('a chat that is read again keeps the place of this window', async () => {
  const { actions, main, one, store } = await reading()
  actions.readTo(one, at(5))
  actions.saveNow()
  main.tell('stream:opened', {
    stream_id: 's' as never,
    session_id: one,
    trace_id: 't' as never,
    generation: 9,
    parent_id: 'unknown' as never,
    messages: [{ message_id: 'new' } as never],
  })
  await settled()
  expect(main.asked('session:load')).toHaveLength(3)
  expect(store.getState().loaded[one]?.details?.place).toEqual(at(5))
})

test('a window that is about to go saves what it has, and says when that is done', async () => {
  const { actions, main, one } = await reading()
  let answer = (): void => {}
  const save = main.handlers['session:draft']
  main.handlers['session:draft'] = async (input) => {
    await new Promise<void>((resolve) => (answer = resolve))
    return save(input)
  }
  actions.type('first')
  actions.saveNow()
  actions.type('first and last words')
  actions.readTo(one, at(5))
  main.tell('window:leaving', null)
  await settled()
  expect(main.asked('session:place')).toHaveLength(1)
  expect(main.asked('window:left')).toEqual([])
  answer()
  await settled()
  expect(main.asked('session:draft').at(-1)).toMatchObject({ text: 'first and last words' })
  expect(main.asked('window:left')).toEqual([])
  answer()
  await settled()
  expect(main.asked('window:left')).toHaveLength(1)
})
