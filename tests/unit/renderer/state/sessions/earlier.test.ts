// @vitest-environment node
import { describe, expect, test } from 'vitest'
import { HELD_MAX, cutAbove, joinAbove } from '../../../../../src/renderer/state/sessions/earlier.ts'
import { EMPTY_SESSION, NEW_DETAILS } from '../../../../../src/renderer/state/sessions/messages.ts'
import type { Message, MessagePage } from '../../../../../src/shared/session.ts'
import { FakeMain } from '../../support/fake-main.ts'
import { settled } from '../../support/settled.ts'
import { shown, startedApp } from '../../support/started-app.ts'

const PAGE = 2

/** A main with one chat of so many turns, which it hands out by pages of two messages. */
function pagedMain(turns: number) {
  const main = new FakeMain()
  const { session_id } = main.addSession('Chat')
  main.state = { open_session_id: session_id }
  const branch = (): Message[] => main.messages.get(session_id) ?? []
  for (let n = 0; n < turns; n++) {
    const stream = main.open(session_id, `prompt ${n}`, branch().at(-1)?.message_id ?? null)
    stream.token(`answer ${n}`)
    stream.finish({ reason: 'success' })
  }
  const pageTo = (end: number): MessagePage => {
    const from = Math.max(0, end - PAGE)
    return { messages: branch().slice(from, end), versions: {}, earlier: from }
  }
  const load = main.handlers['session:load']
  main.handlers['session:load'] = async (input) => {
    const reply = await load(input)
    return reply && { ...reply, ...pageTo(branch().length) }
  }
  main.handlers['session:earlier'] = ({ before }) => {
    const at = branch().findIndex(({ message_id }) => message_id === before)
    return at < 0 ? null : pageTo(at)
  }
  return { main, session_id, branch }
}

describe('the page above', () => {
  test('is put in front, page by page, up to the top', async () => {
    const { main, session_id } = pagedMain(3)
    const app = await startedApp(main)
    const entry = () => app.store.getState().loaded[session_id]
    expect(shown(app)).toEqual(['prompt 2', 'answer 2'])
    await app.actions.loadEarlier(session_id)
    expect(shown(app)).toEqual(['prompt 1', 'answer 1', 'prompt 2', 'answer 2'])
    expect(entry()?.earlier).toBe(2)
    await app.actions.loadEarlier(session_id)
    await app.actions.loadEarlier(session_id)
    expect(shown(app)[0]).toBe('prompt 0')
    expect(entry()).toMatchObject({ earlier: 0, paging: 'idle' })
    expect(main.asked('session:earlier')).toHaveLength(2)
  })

  test('is asked for once at a time', async () => {
    const { main, session_id } = pagedMain(3)
    const app = await startedApp(main)
    await Promise.all([app.actions.loadEarlier(session_id), app.actions.loadEarlier(session_id)])
    expect(main.asked('session:earlier')).toHaveLength(1)
  })

  test('that cannot be read leaves what is there, and can be asked for again', async () => {
    const { main, session_id } = pagedMain(2)
    const app = await startedApp(main)
    const { 'session:earlier': works } = main.handlers
    main.handlers['session:earlier'] = () => Promise.reject(new Error('no'))
    await app.actions.loadEarlier(session_id)
    expect(app.store.getState().loaded[session_id]).toMatchObject({ earlier: 2, paging: 'failed' })
    main.handlers['session:earlier'] = works
    await app.actions.loadEarlier(session_id)
    expect(shown(app)).toHaveLength(4)
  })

  test('of messages that are not there any more: the chat is read again', async () => {
    const { main, session_id } = pagedMain(2)
    const app = await startedApp(main)
    main.handlers['session:earlier'] = () => null
    await app.actions.loadEarlier(session_id)
    await settled()
    expect(main.asked('session:load')).toHaveLength(2)
    expect(shown(app)).toEqual(['prompt 1', 'answer 1'])
  })
})

describe('a part of a branch', () => {
  test('a prompt edited above it makes the chat be read again; one edited at the top is all there is', async () => {
    const { main, session_id, branch } = pagedMain(3)
    const app = await startedApp(main)
    const above = branch()[1]?.message_id ?? null
    main.open(session_id, 'edited', above).finish({ reason: 'success' })
    await settled()
    expect(main.asked('session:load')).toHaveLength(2)
    expect(shown(app)).toEqual(['edited', ''])
    expect(app.store.getState().loaded[session_id]?.earlier).toBe(2)
    main.open(session_id, 'another beginning', null)
    expect(shown(app)).toEqual(['another beginning', ''])
    expect(app.store.getState().loaded[session_id]?.earlier).toBe(0)
  })

  test('pages that are known stay above the last page when it is read again', async () => {
    const { main, session_id, branch } = pagedMain(4)
    const app = await startedApp(main)
    await app.actions.loadEarlier(session_id)
    const { loaded } = app.store.getState()
    const known = loaded[session_id] ?? EMPTY_SESSION
    const again = joinAbove({ messages: branch().slice(6), versions: {}, earlier: 6 }, known)
    expect(again).toEqual({ messages: branch().slice(4), versions: {}, earlier: 4 })
    const other = joinAbove({ messages: branch().slice(2, 3), versions: {}, earlier: 2 }, known)
    expect(other).toEqual({ messages: branch().slice(2, 3), versions: {}, earlier: 2 })
  })
})

describe('memory', () => {
  const messages = Array.from({ length: HELD_MAX + 50 }, (_none, n) => ({ message_id: `${n}` })) as never[]
  const held = { ...EMPTY_SESSION, messages, earlier: 7 }

  test('pages above are let go of when a chat is shown anew, down to its last page', () => {
    const cut = cutAbove(held)
    expect(cut.messages).toHaveLength(40)
    expect(cut.earlier).toBe(7 + HELD_MAX + 10)
    expect(cutAbove({ ...held, messages: messages.slice(50) }).messages).toHaveLength(HELD_MAX)
  })

  test('but not what lies below the place where it was read', () => {
    const place = { message_id: '30' as never, above_px: 0 }
    const cut = cutAbove({ ...held, details: { ...NEW_DETAILS, place } })
    expect(cut).toMatchObject({ earlier: 37 })
    expect(cut.messages[0]).toEqual({ message_id: '30' })
  })
})
