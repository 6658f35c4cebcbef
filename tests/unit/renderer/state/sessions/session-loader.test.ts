// @vitest-environment node
import { expect, test } from 'vitest'
import type { Message } from '../../../../../src/shared/session.ts'
import { FakeMain } from '../../support/fake-main.ts'
import { settled } from '../../support/settled.ts'
import { shown, startedApp } from '../../support/started-app.ts'

/** A main with one chat, whose messages can be held back on their way to the window. */
function heldMain() {
  const main = new FakeMain()
  const { session_id } = main.addSession('Chat')
  main.state = { open_session_id: session_id }
  const load = main.handlers['session:load']
  let release = (): void => {}
  const gate = new Promise<void>((resolve) => (release = resolve))
  main.handlers['session:load'] = async (input) => {
    await gate
    return load(input)
  }
  return { main, session_id, release }
}

test('a prompt and the same answer again, both told while the chat is read, end in one more reading', async () => {
  const { main, session_id, release } = heldMain()
  const first = main.open(session_id, 'One', null)
  first.finish({ reason: 'success' })
  const app = await startedApp(main)
  const prompt_id = main.messages.get(session_id)?.[0]?.message_id ?? null
  main.open(session_id, 'Two', first.identity.message_id).finish({ reason: 'stopped' })
  const again = main.open(session_id, null, prompt_id)
  release()
  await settled()
  expect(main.asked('session:load')).toHaveLength(2)
  again.token('again')
  expect(shown(app)).toEqual(['One', 'again'])
})

// Found by seed 4117 of the simulation: the second answer's page began below the prompt that was edited meanwhile.
test('each opening that does not fit what was read is in what is read next, however often that happens', async () => {
  const main = new FakeMain()
  const { session_id } = main.addSession('Chat')
  main.state = { open_session_id: session_id }
  const first = main.open(session_id, 'One', null)
  first.finish({ reason: 'success' })
  const parent_id = first.identity.message_id
  const load = main.handlers['session:load']
  let edits = 0
  main.handlers['session:load'] = async (input) => {
    const reply = await load(input)
    const page = reply && { ...reply, messages: reply.messages.slice(-1), earlier: reply.messages.length - 1 }
    if (edits < 4) main.open(session_id, `Edit ${++edits}`, parent_id).finish({ reason: 'stopped' })
    return page
  }
  main.open(session_id, 'Two', parent_id).finish({ reason: 'success' })
  const app = await startedApp(main)
  await settled()
  const shown_last = app.store.getState().loaded[session_id]?.messages.at(-1)
  expect(shown_last).toEqual(main.messages.get(session_id)?.at(-1))
})

test('openings that never fit do not keep a chat from being shown', async () => {
  const { main, session_id, release } = heldMain()
  main.open(session_id, 'One', null).finish({ reason: 'success' })
  const load = main.handlers['session:load']
  main.handlers['session:load'] = async (input) => {
    const messages: Message[] = [{ ...main.messages.get(session_id)![0]!, message_id: 'lost' as never }]
    const { identity } = main.stream()
    main.tell('stream:opened', { ...identity, parent_id: 'nowhere' as never, messages })
    return load(input)
  }
  const app = await startedApp(main)
  release()
  await settled()
  expect(main.asked('session:load')).toHaveLength(2)
  expect(app.store.getState().loaded[session_id]?.state).toBe('ready')
  expect(shown(app)).toEqual(['One', ''])
})

test('the end of an older answer, known to main alone, is put into its message beside a running one', async () => {
  const main = new FakeMain()
  const { session_id } = main.addSession('Chat')
  main.state = { open_session_id: session_id }
  const older = main.open(session_id, 'One', null)
  older.token('whole')
  older.finish({ reason: 'success' })
  main.open(session_id, 'Two', older.identity.message_id).token('runs')
  // The disk refused its end: the store has the answer as still running.
  const load = main.handlers['session:load']
  main.handlers['session:load'] = async (input) => {
    const reply = await load(input)
    const messages = reply?.messages.map((one) => ({ ...one, ...(one.end && { parts: [], end: null }) }))
    // News of the running answer arrives first.
    main.stream().token(' on')
    return reply && messages ? { ...reply, messages } : null
  }
  const app = await startedApp(main)
  const messages = app.store.getState().loaded[session_id]?.messages
  expect(messages?.[1]?.end?.reason).toBe('success')
  expect(shown(app)).toEqual(['One', 'whole', 'Two', 'runs on'])
})

test('the end of an older answer as main tells it with the messages is shown as it is', async () => {
  const main = new FakeMain()
  const { session_id } = main.addSession('Chat')
  main.state = { open_session_id: session_id, unsaved: 1 }
  const older = main.open(session_id, 'One', null)
  older.token('kept in memory')
  older.finish({ reason: 'stopped' })
  const newer = main.open(session_id, 'Two', older.identity.message_id)
  const app = await startedApp(main)
  newer.token('runs')
  expect(main.asked('stream:snapshot')).toEqual([{ stream_id: newer.identity.stream_id }])
  expect(shown(app)).toEqual(['One', 'kept in memory', 'Two', 'runs'])
})

// Found by the simulation, seed 41809: it was asked for while it was deleted, and the answer came after the news that it is back.
test('a chat that was brought back while it was read stays in the list', async () => {
  const main = new FakeMain()
  const { session_id } = main.addSession('Chat')
  main.state = { open_session_id: session_id }
  const load = main.handlers['session:load']
  let asked = 0
  main.handlers['session:load'] = (input) => (asked++ === 0 ? null : load(input))
  const app = await startedApp(main)
  await settled()
  expect(app.store.getState().sessions.map((session) => session.session_id)).toContain(session_id)
  expect(app.store.getState().open_session_id).toBe(session_id)
})

// Found by the simulation, seed 29936000018501: the second answer, too, was from before, and came after the news.
test('a chat that was told to be back after it was asked for stays in the list, however late the answers come', async () => {
  const main = new FakeMain()
  const { session_id } = main.addSession('Chat')
  main.state = { open_session_id: session_id }
  const load = main.handlers['session:load']
  let asked = 0
  main.handlers['session:load'] = (input) => {
    asked++
    if (asked === 2) main.tell('session:changed', { ...main.sessions[0]!, title: 'Back', activity: 'idle' })
    return asked <= 2 ? null : load(input)
  }
  const app = await startedApp(main)
  await settled()
  expect(asked).toBe(3)
  expect(app.store.getState().sessions.map(({ title }) => title)).toEqual(['Back'])
  expect(app.store.getState().open_session_id).toBe(session_id)
})
