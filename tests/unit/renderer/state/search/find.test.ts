// @vitest-environment node
import { expect, test, vi } from 'vitest'
import { foundIn } from '../../../../../src/renderer/state/search/find.ts'
import { numberOf, placeAtNumber, stepFrom } from '../../../../../src/renderer/state/search/find-data.ts'
import type { MessageId } from '../../../../../src/shared/ids.ts'
import { FakeMain } from '../../support/fake-main.ts'
import { settled } from '../../support/settled.ts'
import { startedApp } from '../../support/started-app.ts'

const id = (name: string): MessageId => name as MessageId
const ALL = [
  { message_id: id('a'), count: 2 },
  { message_id: id('b'), count: 1 },
  { message_id: id('c'), count: 3 },
]

test('places are numbered in reading order, and go around either end', () => {
  expect(numberOf(ALL, { message_id: id('c'), nth: 1 })).toEqual({ number: 5, of: 6 })
  expect(placeAtNumber(ALL, 7)).toEqual({ message_id: 'a', nth: 0 })
  expect(placeAtNumber(ALL, 0)).toEqual({ message_id: 'c', nth: 2 })
  expect(placeAtNumber([], 1)).toBeNull()
  for (let number = 1; number <= 6; number++) {
    expect(numberOf(ALL, placeAtNumber(ALL, number)).number).toBe(number)
  }
})

test('from a place that is not drawn after all, the next is the first one after its message', () => {
  expect(stepFrom(ALL, { message_id: id('a'), nth: 5 }, 1)).toEqual({ message_id: 'b', nth: 0 })
  expect(stepFrom(ALL, null, 1)).toEqual({ message_id: 'a', nth: 0 })
})

/** A chat of one turn, whose bar is open. */
async function finding() {
  const main = new FakeMain()
  const { session_id } = main.addSession('Locks')
  const stream = main.open(session_id, 'A lock gate', null)
  stream.token('The lock, and the lock')
  stream.finish({ reason: 'success', finish: 'stop' })
  const app = await startedApp(main)
  app.actions.show(session_id)
  await settled()
  app.actions.openFind()
  const find = () => app.store.getState().find
  const counts = () => foundIn(app.store.getState()).map(({ count }) => count)
  return { ...app, main, session_id, find, counts }
}

test('main tells where it stands, what is drawn is counted as it is drawn, and the first place is shown', async () => {
  const { actions, find, counts, store } = await finding()
  actions.findFor('LOCK', null)
  await settled()
  expect(counts()).toEqual([1, 2])
  const { loaded, open_session_id } = store.getState()
  const [prompt, answer] = loaded[open_session_id ?? '']?.messages ?? []
  expect(find()?.current).toEqual({ message_id: prompt?.message_id, nth: 0 })
  actions.findDrawn({ [answer?.message_id ?? '']: 1 })
  expect(counts()).toEqual([1, 1])
  actions.findStep(-1)
  expect(find()?.current).toEqual({ message_id: answer?.message_id, nth: 0 })
})

test('a late answer to a former query is not shown for the newest, and a main that is silent finds nothing', async () => {
  const { actions, main, find, counts } = await finding()
  const ask = main.handlers['message:find']
  let answer = (): void => {}
  main.handlers['message:find'] = async (input) => {
    await new Promise<void>((resolve) => (answer = resolve))
    return ask(input)
  }
  actions.findFor('gate', null)
  actions.findFor('the', null)
  main.handlers['message:find'] = ask
  answer()
  await settled()
  expect(find()?.query).toBe('the')
  expect(counts()).toEqual([2])
  main.handlers['message:find'] = () => Promise.reject(new Error('gone'))
  actions.findFor('lock', null)
  await settled()
  expect(find()?.found).toEqual({ places: [], more: false })
})

test('in another chat the same words are looked for again; closed, nothing is kept', async () => {
  const { actions, main, find, session_id } = await finding()
  const other = main.addSession('Other').session_id
  const asked: string[] = []
  const ask = main.handlers['message:find']
  main.handlers['message:find'] = (input) => {
    asked.push(input.session_id)
    return ask(input)
  }
  actions.findFor('lock', null)
  await settled()
  actions.show(other)
  await settled()
  expect(asked).toEqual([session_id, other])
  expect(find()).toMatchObject({ query: 'lock', current: null })
  actions.closeFind()
  expect(find()).toBeNull()
  actions.findStep(1)
  expect(find()).toMatchObject({ query: '' })
  vi.useRealTimers()
})
