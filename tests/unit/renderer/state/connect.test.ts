// @vitest-environment node
import { expect, test } from 'vitest'
import { createApp } from '../../../../src/renderer/state/create-app.ts'
import { BROADCAST_NAMES } from '../../../../src/shared/ipc-contract.ts'
import { FakeMain } from '../support/fake-main.ts'
import { settled } from '../support/settled.ts'
import { startedApp } from '../support/started-app.ts'

test('every broadcast has its listener before the first question is asked', () => {
  const main = new FakeMain()
  let listening = 0
  const request = main.bridge.request
  const bridge = {
    ...main.bridge,
    request: ((name, input) => {
      if (name === 'app:state') listening = main.listening
      return request(name, input)
    }) as typeof request,
  }
  const stop = createApp(bridge).start()
  expect(listening).toBe(BROADCAST_NAMES.length)
  stop()
  expect(main.listening).toBe(0)
})

test('news that comes while the reply is on its way is not overwritten by it', async () => {
  const main = new FakeMain()
  const session = main.addSession('Old name')
  const state = main.handlers['app:state']
  let asked = 0
  main.handlers['app:state'] = (input) => {
    const reply = state(input)
    if (++asked === 1) {
      main.sessions = [{ ...session, title: 'New name' }]
      main.tell('session:changed', { ...session, title: 'New name', activity: 'idle' })
    }
    return reply
  }
  const app = await startedApp(main)
  expect(app.store.getState().sessions.map((one) => one.title)).toEqual(['New name'])
  expect(asked).toBe(2)
})

test('what was recovered, told once, is still told when the state is asked for twice', async () => {
  const main = new FakeMain()
  const state = main.handlers['app:state']
  const recovery = { interrupted: 2, queued: 0, damage: null, restored: null }
  main.state = { recovery }
  main.handlers['app:state'] = async (input) => {
    const reply = await state(input)
    if (main.state.recovery) main.tell('store:unsaved', { count: 0 })
    main.state = { recovery: null }
    return reply
  }
  const app = await startedApp(main)
  expect(app.store.getState().recovery).toEqual(recovery)
})

test('main that does not answer is said so', async () => {
  const main = new FakeMain()
  main.handlers['app:state'] = () => Promise.reject(new Error('gone'))
  const app = await startedApp(main)
  expect(app.store.getState().phase).toBe('failed')
})

test('a window that is gone takes nothing any more', async () => {
  const main = new FakeMain()
  const app = createApp(main.bridge)
  const stop = app.start()
  stop()
  await settled()
  expect(app.store.getState().phase).toBe('starting')
})
