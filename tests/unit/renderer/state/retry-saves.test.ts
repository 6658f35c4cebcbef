// @vitest-environment node
import { expect, test } from 'vitest'
import { settled } from '../support/settled.ts'
import { startedApp } from '../support/started-app.ts'

// Found by the simulation, seed 2132: nothing says in which order a reply and news arrive.
test('how many answers are unsaved is what main told last, also when the reply to a retry comes after it', async () => {
  const app = await startedApp()
  app.main.tell('store:unsaved', { count: 1 })
  const reply = Promise.withResolvers<{ unsaved: number }>()
  app.main.handlers['store:retry'] = () => reply.promise
  app.actions.retrySaves()
  app.main.tell('store:unsaved', { count: 0 })
  reply.resolve({ unsaved: 1 })
  await settled()
  expect(app.store.getState()).toMatchObject({ unsaved: 0, retrying_saves: false })
})
