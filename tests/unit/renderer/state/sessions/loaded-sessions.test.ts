// @vitest-environment node
import { describe, expect, test } from 'vitest'
import type { App } from '../../../../../src/renderer/state/create-app.ts'
import { LOADED_MAX, putLoaded } from '../../../../../src/renderer/state/sessions/loaded-sessions.ts'
import { EMPTY_SESSION } from '../../../../../src/renderer/state/sessions/messages.ts'
import type { SessionId } from '../../../../../src/shared/ids.ts'
import { FakeMain } from '../../support/fake-main.ts'
import { settled } from '../../support/settled.ts'
import { sendText, shown, startedApp } from '../../support/started-app.ts'

/** Starts as many new chats, one after the other, each with an ended answer unless it is said to go on. */
async function manyChats(number: number, goesOn: (index: number) => boolean = () => false) {
  const app = await startedApp()
  const ids: SessionId[] = []
  for (let index = 0; index < number; index++) {
    app.actions.newChat()
    await sendText(app, `Chat ${index}`)
    const stream = app.main.stream()
    stream.token('answer')
    if (!goesOn(index)) stream.finish({ reason: 'success' })
    ids.push(stream.identity.session_id)
  }
  const inMemory = (): string[] => Object.keys(app.store.getState().loaded)
  return { app, ids, inMemory }
}

function kept({ store }: App) {
  const { loaded, live, marks } = store.getState()
  return { loaded: Object.keys(loaded), live: Object.keys(live), marks: Object.keys(marks) }
}

describe('the messages in memory', () => {
  test('are those of the chats shown last, new ones too', async () => {
    const { ids, inMemory } = await manyChats(LOADED_MAX + 3)
    expect(inMemory()).toEqual(ids.slice(3))
  })

  test('are kept in the order the chats were shown, not in the order they were read', async () => {
    const { app, ids, inMemory } = await manyChats(LOADED_MAX)
    app.actions.show(ids[0]!)
    app.actions.newChat()
    await sendText(app, 'One more')
    expect(inMemory()).toContain(ids[0])
    expect(inMemory()).not.toContain(ids[1])
  })

  test('of the chat on screen stay, even if it was shown longest ago', async () => {
    const { app, ids } = await manyChats(LOADED_MAX)
    const data = { ...app.store.getState(), open_session_id: ids[0]! }
    const entry = EMPTY_SESSION
    const { loaded } = putLoaded(data, 'another' as SessionId, entry)
    expect(Object.keys(loaded)).toEqual([ids[0], ...ids.slice(2), 'another'])
  })

  test('of a chat that is answering stay too', async () => {
    const { ids, inMemory } = await manyChats(LOADED_MAX + 3, (index) => index === 0)
    expect(inMemory()).toHaveLength(LOADED_MAX)
    expect(inMemory()).toContain(ids[0])
  })
})

describe('what belongs to a chat', () => {
  test('goes with its messages: streams that ended, and what was noticed of their answers', async () => {
    const { app, ids } = await manyChats(LOADED_MAX + 3)
    const { live, marks } = app.store.getState()
    expect(Object.keys(live).toSorted()).toEqual(ids.slice(3).toSorted())
    expect(Object.keys(marks)).toHaveLength(LOADED_MAX)
  })

  test('of a chat never shown here goes with the end of its answer', async () => {
    const main = new FakeMain()
    const { session_id } = main.addSession('Elsewhere')
    const app = await startedApp(main)
    const stream = main.open(session_id, 'One', null)
    stream.token('text')
    app.actions.newChat()
    expect(Object.keys(app.store.getState().live)).toEqual([session_id])
    stream.finish({ reason: 'success' })
    app.actions.newChat()
    expect(kept(app)).toEqual({ loaded: [], live: [], marks: [] })
    app.actions.show(session_id)
    await settled()
    expect(shown(app)).toEqual(['One', 'text'])
  })

  test('goes when the chat is deleted, at the latest with the end of its answer', async () => {
    const { app, ids } = await manyChats(2, (index) => index === 1)
    for (const session_id of ids) await app.actions.remove(session_id)
    app.actions.newChat()
    expect(kept(app)).toEqual({ loaded: [], live: [], marks: [] })
  })
})
