// @vitest-environment node
import { expect, test } from 'vitest'
import { findSession } from '../../../../../src/renderer/state/sessions/session-list.ts'
import type { RequestName } from '../../../../../src/shared/ipc-contract.ts'
import type { Session } from '../../../../../src/shared/session.ts'
import { FakeMain } from '../../support/fake-main.ts'
import { settled } from '../../support/settled.ts'
import { startedApp } from '../../support/started-app.ts'

const FULL = { refused: 'The disk is full.' }

async function oneChat() {
  const main = new FakeMain()
  const chat = main.addSession('', null, 1_000)
  main.state = { open_session_id: chat.session_id }
  const app = await startedApp(main)
  const shown = () => findSession(app.store.getState().sessions, chat.session_id)
  const news = (change: Partial<Session>): void =>
    main.tell('session:changed', { ...chat, activity: 'idle', ...change })
  return { app, chat, session_id: chat.session_id, shown, news }
}

/** Answers of main that come when a test says so, in the order of the questions. */
function held({ main }: { main: FakeMain }, name: RequestName): ((reply: unknown) => Promise<void>)[] {
  const answers: ((reply: unknown) => Promise<void>)[] = []
  const handlers = main.handlers as Record<string, unknown>
  handlers[name] = () =>
    new Promise((resolve) =>
      answers.push(async (reply) => {
        resolve(reply)
        await settled()
      }),
    )
  return answers
}

test('what main refuses goes back alone: what it told of the chat meanwhile stays', async () => {
  const { app, session_id, shown, news } = await oneChat()
  const [pins, names] = [held(app, 'session:pin'), held(app, 'session:rename')]
  void app.actions.pin(session_id, true)
  void app.actions.rename(session_id, 'Mine')
  await settled()
  expect(shown()).toMatchObject({ pinned: true, title: 'Mine' })
  news({ title: 'From its first prompt', updated_at: 2_000 })
  app.main.tell('session:activity', { session_id, activity: 'active' })
  await pins[0]?.(FULL)
  expect(shown()).toMatchObject({ pinned: false, title: 'Mine', updated_at: 2_000, activity: 'active' })
  await names[0]?.(FULL)
  expect(shown()).toMatchObject({ pinned: false, title: 'From its first prompt', updated_at: 2_000 })
})

// Found by seed 30000000000772 of the simulation.
test('of an archiving and its undo that are both refused nothing stays', async () => {
  const { app, session_id, shown } = await oneChat()
  const asked = held(app, 'session:archive')
  void app.actions.archive(session_id)
  void app.actions.unarchive(session_id)
  await settled()
  await asked[0]?.(FULL)
  expect(shown()?.archived).toBe(false)
  await asked[1]?.(FULL)
  expect(shown()?.archived).toBe(false)
})

test('a change that was made stays when a later one of the same is refused', async () => {
  const { app, chat, session_id, shown } = await oneChat()
  const asked = held(app, 'session:rename')
  void app.actions.rename(session_id, 'One')
  void app.actions.rename(session_id, 'Two')
  await settled()
  await asked[0]?.({ ...chat, title: 'One' })
  expect(shown()?.title).toBe('Two')
  await asked[1]?.(FULL)
  expect(shown()?.title).toBe('One')
})

test('a refused change does not bring back a chat that was deleted meanwhile', async () => {
  const { app, session_id, shown } = await oneChat()
  const asked = held(app, 'session:pin')
  void app.actions.pin(session_id, true)
  await settled()
  app.main.tell('session:removed', { session_id })
  await asked[0]?.({ refused: 'This chat does not exist any more.' })
  expect(shown()).toBeNull()
})

// Found by seed 30000000000136 of the simulation.
test('a refused deletion puts the chat back as main told it meanwhile', async () => {
  const { app, session_id, shown, news } = await oneChat()
  const asked = held(app, 'session:delete')
  void app.actions.remove(session_id)
  await settled()
  news({ title: 'From its first prompt', updated_at: 2_000 })
  expect(shown()).toBeNull()
  await asked[0]?.(FULL)
  expect(shown()).toMatchObject({ title: 'From its first prompt', updated_at: 2_000 })
})

// Found by seed 30000000002677 of the simulation.
test('a change that is refused while its chat is deleted is not there when the chat comes back', async () => {
  const { app, session_id, shown } = await oneChat()
  const [pins, deletions] = [held(app, 'session:pin'), held(app, 'session:delete')]
  void app.actions.pin(session_id, true)
  void app.actions.remove(session_id)
  await settled()
  await pins[0]?.(FULL)
  await deletions[0]?.(FULL)
  expect(shown()?.pinned).toBe(false)
})

test('news of a chat that was brought back stay, however late the reply to that comes', async () => {
  const { app, chat, session_id, shown, news } = await oneChat()
  const asked = held(app, 'session:undelete')
  await app.actions.remove(session_id)
  app.main.tell('session:removed', { session_id })
  const [toast] = app.store.getState().toasts
  app.actions.undo({ session_id }, toast?.toast_id ?? 0)
  await settled()
  app.main.sessions = [chat]
  news({})
  news({ title: 'Of another window' })
  await asked[0]?.({ ...chat, activity: 'idle' })
  expect(shown()?.title).toBe('Of another window')
})
