// @vitest-environment node
import { expect, test } from 'vitest'
import { openDetails } from '../../../../../src/renderer/state/sessions/chat-settings.ts'
import { FakeMain, NO_DETAILS } from '../../support/fake-main.ts'
import { settled } from '../../support/settled.ts'
import { startedApp } from '../../support/started-app.ts'

const VERSE = { system_prompt: 'Answer in verse.', parameters: { temperature: 0.5, seed: 7 } }

async function twoChats() {
  const main = new FakeMain()
  const other = main.addSession('Other', null, 1_000)
  const open = main.addSession('Open', null, 2_000)
  main.state = { open_session_id: open.session_id }
  return { app: await startedApp(main), open: open.session_id, other: other.session_id }
}

test('what was set is read with the chat', async () => {
  const { app, other } = await twoChats()
  app.main.details.set(other, { ...NO_DETAILS, ...VERSE })
  expect(openDetails(app.store.getState())).toMatchObject({ system_prompt: '', parameters: {} })
  app.actions.openChatSettings(other)
  expect(app.store.getState()).toMatchObject({ dialog: 'chat', open_session_id: other })
  expect(openDetails(app.store.getState())).toBeNull()
  await settled()
  expect(openDetails(app.store.getState())).toMatchObject(VERSE)
})

test('saving sets it for the chat and for nothing else', async () => {
  const { app, open, other } = await twoChats()
  expect(await app.actions.saveChatSettings(open, VERSE)).toBeNull()
  expect(app.main.asked('session:configure')).toEqual([{ session_id: open, ...VERSE }])
  expect(openDetails(app.store.getState())).toMatchObject(VERSE)
  app.actions.show(other)
  await settled()
  expect(openDetails(app.store.getState())).toMatchObject({ system_prompt: '', parameters: {} })
})

test('what main refuses comes back as its sentence, and nothing is shown as set', async () => {
  const { app, open } = await twoChats()
  app.main.handlers['session:configure'] = () => ({ refused: 'The disk is full.' })
  expect(await app.actions.saveChatSettings(open, VERSE)).toEqual({ refused: 'The disk is full.' })
  expect(openDetails(app.store.getState())).toMatchObject({ system_prompt: '' })
  app.main.handlers['session:configure'] = () => Promise.reject(new Error('gone'))
  expect(await app.actions.saveChatSettings(open, VERSE)).toHaveProperty('refused')
})

test('a new chat is made when its settings are saved, and is on screen with them', async () => {
  const { app } = await twoChats()
  app.actions.newChat()
  app.actions.openChatSettings(null)
  expect(app.main.asked('session:create')).toEqual([])
  expect(await app.actions.saveChatSettings(null, VERSE)).toBeNull()
  expect(app.main.asked('session:create')).toEqual([{ model: null }])
  const data = app.store.getState()
  expect(data.sessions).toHaveLength(3)
  expect(data.open_session_id).not.toBeNull()
  expect(openDetails(data)).toMatchObject(VERSE)
})

test('what another window sets is shown, also when it is told before an older reading arrives', async () => {
  const { app, open, other } = await twoChats()
  app.main.tell('session:details', { session_id: open, ...VERSE })
  expect(openDetails(app.store.getState())).toMatchObject(VERSE)
  app.main.details.set(other, { ...NO_DETAILS, draft: 'kept' })
  app.actions.show(other)
  app.main.tell('session:details', { session_id: other, ...VERSE })
  await settled()
  expect(openDetails(app.store.getState())).toEqual({ ...NO_DETAILS, ...VERSE, draft: 'kept' })
})
