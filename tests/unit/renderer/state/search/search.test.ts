// @vitest-environment node
import { expect, test, vi } from 'vitest'
import type { SearchResult } from '../../../../../src/shared/search.ts'
import { ARRIVES_WITHIN_MS } from '../../../../../src/renderer/state/search/search.ts'
import { FakeMain } from '../../support/fake-main.ts'
import { hit } from '../../support/hits.ts'
import { settled } from '../../support/settled.ts'
import { startedApp } from '../../support/started-app.ts'

/** A main whose answers to searches come when the test says so, in its order. */
async function slowSearch() {
  const main = new FakeMain()
  const { session_id } = main.addSession('Locks')
  const waiting: { query: string; answer: (result?: Partial<SearchResult>) => Promise<void> }[] = []
  main.handlers['search:find'] = ({ query }) =>
    new Promise((resolve) =>
      waiting.push({
        query,
        answer: (result = {}) => {
          resolve({ hits: [hit(session_id, query)], rebuilding: false, ...result })
          return settled()
        },
      }),
    )
  const app = await startedApp(main)
  const found = () => app.store.getState().search
  const type = async (query: string): Promise<void> => {
    app.actions.searchFor(query)
    await settled()
  }
  return { ...app, main, session_id, waiting, found, type }
}

test('one question at a time, the newest next: what was typed meanwhile is never asked', async () => {
  const { type, waiting, found } = await slowSearch()
  for (const query of ['w', 'wa', 'wat', 'water']) await type(query)
  expect(waiting.map(({ query }) => query)).toEqual(['w'])
  await waiting[0]?.answer()
  expect(waiting.map(({ query }) => query)).toEqual(['w', 'water'])
  expect(found()).toMatchObject({ answered: null, hits: [] })
  await waiting[1]?.answer()
  expect(found()).toMatchObject({ query: 'water', answered: 'water', hits: [{ message_id: 'water' }] })
})

test('an answer that comes after the field was emptied is dropped, and nothing is asked again', async () => {
  const { type, waiting, found } = await slowSearch()
  await type('water')
  await type('  ')
  await waiting[0]?.answer()
  expect(found()).toMatchObject({ answered: null, hits: [] })
  expect(waiting).toHaveLength(1)
})

test('an answer to the same words, typed again, is that of the newest question', async () => {
  const { type, waiting, found } = await slowSearch()
  await type('water')
  await type('water ')
  await type('water')
  await waiting[0]?.answer({ hits: [] })
  expect(found().answered).toBeNull()
  await waiting[1]?.answer()
  expect(found().hits).toHaveLength(1)
})

test('what main refuses, or does not answer, is told, and the next question goes on', async () => {
  const { type, main, found, waiting } = await slowSearch()
  const ask = main.handlers['search:find']
  main.handlers['search:find'] = () => ({ refused: 'The search is damaged.' })
  await type('a')
  expect(found().failure).toBe('The search is damaged.')
  main.handlers['search:find'] = () => Promise.reject(new Error('gone'))
  await type('ab')
  expect(found().failure).toMatch(/did not answer/)
  main.handlers['search:find'] = ask
  await type('abc')
  await waiting[0]?.answer()
  expect(found()).toMatchObject({ failure: '', answered: 'abc' })
})

test('while the index is rebuilt, an open search looks again; a closed one does not', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const { type, waiting, found, actions } = await slowSearch()
    actions.openSearch()
    await type('water')
    await waiting[0]?.answer({ hits: [], rebuilding: true })
    expect(found()).toMatchObject({ rebuilding: true, hits: [] })
    await vi.advanceTimersByTimeAsync(1_000)
    await waiting[1]?.answer({ rebuilding: true })
    expect(found().hits).toHaveLength(1)
    actions.openDialog(null)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(waiting).toHaveLength(2)
  } finally {
    vi.useRealTimers()
  }
})

test('opened again, the search has its last question, and asks it anew', async () => {
  const { type, waiting, actions, store } = await slowSearch()
  await type('water')
  await waiting[0]?.answer()
  actions.openDialog(null)
  actions.openSearch()
  await settled()
  expect(store.getState().dialog).toBe('search')
  expect(waiting.map(({ query }) => query)).toEqual(['water', 'water'])
})

test('a hit shows its chat and asks for its message; a title shows the chat alone', async () => {
  const { actions, store, main, session_id } = await slowSearch()
  const stream = main.open(session_id, 'water', null)
  stream.finish({ reason: 'success' })
  const { message_id } = stream.identity
  actions.openHit(hit(session_id, message_id))
  await settled()
  expect(store.getState()).toMatchObject({
    dialog: null,
    open_session_id: session_id,
    reveal: { message_id },
  })
  actions.revealed()
  actions.openHit(hit(session_id, '', { message_id: null, role: null }))
  expect(store.getState()).toMatchObject({ open_session_id: session_id, reveal: null })
})

test('whoever goes on to another chat gives up the message that was to be shown, and the version too', async () => {
  const { actions, store, main, session_id } = await slowSearch()
  const other = main.addSession('Other').session_id
  main.handlers['message:show'] = () => new Promise(() => {})
  actions.openHit(hit(session_id, 'never read'))
  store.setState({ held: { message_id: 'm' as never, top_px: 0, step: 'next' } })
  actions.show(session_id)
  expect(store.getState()).toMatchObject({ reveal: { message_id: 'never read' }, held: { message_id: 'm' } })
  actions.show(other)
  expect(store.getState()).toMatchObject({ reveal: null, held: null })
  actions.show(session_id)
  await settled()
  expect(store.getState()).toMatchObject({ reveal: null, held: null })
})

test('a message on a branch that is not shown is asked for; what main cannot show is told, and waited for no longer', async () => {
  const { actions, store, main, session_id } = await slowSearch()
  actions.openHit(hit(session_id, 'on another branch'))
  await settled()
  expect(main.asked('message:show')).toEqual([{ session_id, message_id: 'on another branch' }])
  expect(store.getState().reveal).toBeNull()
  expect(store.getState().toasts).toMatchObject([{ text: 'This message is gone.' }])
})

test('a message on a branch that is not shown is there once main shows that branch', async () => {
  const { actions, store, main, session_id } = await slowSearch()
  const first = main.open(session_id, 'one version', null)
  first.finish({ reason: 'success' })
  const old = main.messages.get(session_id)?.at(-1)
  main.open(session_id, 'the other version', null).finish({ reason: 'success' })
  if (!old) throw new Error('there is no answer')
  actions.openHit(hit(session_id, old.message_id))
  await settled()
  expect(store.getState().loaded[session_id]?.messages.map((one) => one.message_id)).toContain(old.message_id)
  expect(main.asked('session:load').at(-1)).toEqual({ session_id, to: old.message_id })
})

test('a message that main says is shown, and that never comes, is told and waited for no longer', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const { actions, store, main, session_id } = await slowSearch()
  main.handlers['message:show'] = () => null
  actions.openHit(hit(session_id, 'deleted meanwhile'))
  await vi.advanceTimersByTimeAsync(ARRIVES_WITHIN_MS - 1)
  expect(store.getState().reveal).toMatchObject({ message_id: 'deleted meanwhile' })
  await vi.advanceTimersByTimeAsync(1)
  expect(store.getState().reveal).toBeNull()
  expect(store.getState().toasts.map(({ text }) => text)).toEqual([
    expect.stringMatching(/no longer in this chat/),
  ])
  vi.useRealTimers()
})
