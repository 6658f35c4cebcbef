// @vitest-environment node
import { describe, expect, test } from 'vitest'
import { HELD_MAX, cutAbove, joinAbove } from '../../../../../src/renderer/state/sessions/earlier.ts'
import { EMPTY_SESSION, NEW_DETAILS } from '../../../../../src/renderer/state/sessions/messages.ts'
import type { MessageId, SessionId } from '../../../../../src/shared/ids.ts'
import type { Requests } from '../../../../../src/shared/ipc-contract.ts'
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
  const pageTo = (end: number, count = PAGE): MessagePage => {
    const from = Math.max(0, end - count)
    return { messages: branch().slice(from, end), versions: {}, earlier: from }
  }
  const load = main.handlers['session:load']
  main.handlers['session:load'] = async (input) => {
    const reply = await load(input)
    const at = branch().findIndex(({ message_id }) => message_id === input.to)
    const needed = at < 0 ? PAGE : branch().length - at
    return reply && { ...reply, ...pageTo(branch().length, Math.max(PAGE, needed)) }
  }
  main.handlers['session:earlier'] = ({ before }) => {
    const at = branch().findIndex(({ message_id }) => message_id === before)
    return at < 0 ? null : pageTo(at)
  }
  return { main, session_id, branch }
}

/** Hands out so many messages of a chat at its end, and no more. */
function pageOf(main: FakeMain, session_id: SessionId, count: number) {
  const { 'session:load': load } = main.handlers
  return async (input: Requests['session:load']['input']) => {
    const reply = await load(input)
    const branch = main.messages.get(session_id) ?? []
    return reply && { ...reply, messages: branch.slice(-count), earlier: branch.length - count }
  }
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

  // Found by seeds 30000000107983 and 30000000202579 of the simulation.
  test('news of an opening that was read already, its prompt above the page, take nothing away', async () => {
    const { main, session_id, branch } = pagedMain(1)
    main.handlers['session:load'] = pageOf(main, session_id, 1)
    const app = await startedApp(main)
    const entry = () => app.store.getState().loaded[session_id]
    const [prompt, answer] = branch()
    expect(entry()).toMatchObject({ messages: [answer], earlier: 1 })
    const { stream_id = null } = answer ?? {}
    const late = { ...main.stream().identity, parent_id: null, messages: [prompt, { ...answer, end: null }] }
    main.tell('stream:opened', { ...late, stream_id } as never)
    await settled()
    expect(entry()).toMatchObject({ messages: [answer], earlier: 1 })
  })

  // Found by seeds 30000000011079 and 30000000013618 of the simulation.
  test('an answer above the last page whose end was missed gets it when the chat is read again', async () => {
    const { main, session_id, branch } = pagedMain(1)
    const app = await startedApp(main)
    const leaf = () => branch().at(-1)?.message_id ?? null
    // Its answers are on the disk: main has no more to tell of them than that.
    main.handlers['stream:snapshot'] = () => null
    const missed = main.open(session_id, 'first', leaf())
    missed.token('half an answer')
    main.delivers = (event) => event.type !== 'done'
    missed.finish({ reason: 'superseded' })
    main.delivers = () => true
    main.open(session_id, 'second', leaf()).finish({ reason: 'success' })
    main.open(session_id, 'third', leaf()).finish({ reason: 'success' })
    await settled()
    const messages = app.store.getState().loaded[session_id]?.messages ?? []
    expect(messages.map(({ end }) => end?.reason)).toEqual(branch().map(({ end }) => end?.reason))
  })

  // Found by seed 2149 of the simulation.
  test('an answer above the last page that the disk did not go on with is shown again as it is there', async () => {
    const { main, session_id, branch } = pagedMain(1)
    const app = await startedApp(main)
    const before = branch()
    const answer_id = before[1]?.message_id as MessageId
    void app.actions.continueAnswer(session_id, answer_id)
    await settled()
    expect(branch()[1]?.end).toBeNull()
    const refused = { content: 'The disk is full.', error_type: 'store_failed', retryable: true } as const
    main.stream().finish({ reason: 'error', error: refused })
    main.messages.set(session_id, before)
    main.open(session_id, 'Next', answer_id).finish({ reason: 'success' })
    await settled()
    expect(app.store.getState().loaded[session_id]?.messages).toEqual(branch())
  })

  // Found by seed 30000000614598 of the simulation.
  test('of a chat whose branch main says has changed nothing is kept as it was known, the pages above neither', async () => {
    const { main, session_id, branch } = pagedMain(4)
    const app = await startedApp(main)
    await app.actions.loadEarlier(session_id)
    const [, , , , , old] = branch()
    const later = branch().map((message) =>
      message === old
        ? { ...message, parts: [{ channel: 'answer' as const, text: 'gone on with' }] }
        : message,
    )
    main.messages.set(session_id, later)
    main.tell('session:branch', { session_id })
    await settled()
    const entry = app.store.getState().loaded[session_id]
    expect(entry?.messages).toEqual(branch().slice(4))
    expect(entry?.earlier).toBe(4)
  })

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
