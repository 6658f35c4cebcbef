// @vitest-environment node
import { expect, test } from 'vitest'
import type { App } from '../../../../../src/renderer/state/create-app.ts'
import { isRunning } from '../../../../../src/renderer/state/streams/live-stream.ts'
import { FakeMain } from '../../support/fake-main.ts'
import { settled } from '../../support/settled.ts'
import { sendText, shown, startedApp } from '../../support/started-app.ts'

test('the text stands still in the tick of the click; the end brings what main kept', async () => {
  const app = await startedApp()
  await sendText(app, 'One')
  const stream = app.main.stream()
  stream.token('a')
  expect(app.actions.stopOpen()).toBe(true)
  stream.token('b')
  expect(shown(app)).toEqual(['One', 'a'])
  await settled()
  expect(stream.end?.reason).toBe('stopped')
  expect(shown(app)).toEqual(['One', 'ab'])
})

test('nothing to stop is said so, and asks main for nothing', async () => {
  const app = await startedApp()
  expect(app.actions.stopOpen()).toBe(false)
  await sendText(app, 'One')
  app.main.stream().finish({ reason: 'success' })
  expect(app.actions.stopOpen()).toBe(false)
  expect(app.main.asked('stream:stop')).toEqual([])
})

test('a session that only the sidebar knows to be answering is stopped too', async () => {
  const main = new FakeMain()
  const session = main.addSession('In the background')
  const stream = main.open(session.session_id, 'One', null)
  const app = await startedApp(main)
  expect(app.actions.stop(session.session_id)).toBe(true)
  await settled()
  expect(stream.end?.reason).toBe('stopped')
})

test('a stop brings the end that was missed, where main still holds the answer for the disk', async () => {
  const app = await startedApp()
  await sendText(app, 'One')
  app.main.delivers = () => false
  app.main.stream().token('said')
  app.main.stream().finish({ reason: 'success' })
  app.main.handlers['stream:stop'] = () => ({ how: 'unknown', release_ms: 0 })
  app.actions.stopOpen()
  await settled()
  expect(shown(app)).toEqual(['One', 'said'])
  expect(Object.values(app.store.getState().live).some((live) => isRunning(live))).toBe(false)
})

test('stop all freezes every text and stops every stream', async () => {
  const app = await startedApp()
  await sendText(app, 'One')
  app.actions.newChat()
  await sendText(app, 'Two')
  app.actions.stopAll()
  expect(Object.values(app.store.getState().live).every((live) => live.frozen !== null)).toBe(true)
  await settled()
  expect(app.main.streams.map((stream) => stream.end?.reason)).toEqual(['stopped', 'stopped'])
})

test('a stop of a stream main does not know brings the screen up to date', async () => {
  const app = await startedApp()
  await sendText(app, 'One')
  app.main.delivers = () => false
  app.main.stream().token('said')
  app.main.stream().finish({ reason: 'interrupted' })
  app.main.handlers['stream:stop'] = () => ({ how: 'unknown', release_ms: 0 })
  app.main.handlers['stream:snapshot'] = () => null
  app.actions.stopOpen()
  await settled()
  expect(shown(app)).toEqual(['One', 'said'])
  expect(Object.values(app.store.getState().live).some((live) => isRunning(live))).toBe(false)
})

test.each([
  { name: 'stream:stop', act: (app: App) => app.actions.stopOpen() },
  { name: 'stream:stop_all', act: (app: App) => app.actions.stopAll() },
] as const)('a $name that did not reach main says so, and the text goes on', async ({ name, act }) => {
  const app = await startedApp()
  await sendText(app, 'One')
  app.main.stream().token('a')
  app.main.handlers = { ...app.main.handlers, [name]: () => Promise.reject(new Error('gone')) }
  act(app)
  app.main.stream().token('b')
  expect(shown(app)).toEqual(['One', 'a'])
  await settled()
  app.main.stream().token('c')
  expect(shown(app)).toEqual(['One', 'abc'])
  expect(app.store.getState().toasts.map((toast) => toast.text)).toEqual([
    'Stop did not reach the app. Press it again.',
  ])
})
