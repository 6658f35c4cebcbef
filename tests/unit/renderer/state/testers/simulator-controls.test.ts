// @vitest-environment node
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { seriesSentence } from '../../../../../src/renderer/state/testers/provocations.ts'
import type { Requests } from '../../../../../src/shared/ipc-contract.ts'
import { FakeMain } from '../../support/fake-main.ts'
import { SIMULATOR } from '../../support/simulator-connection.ts'
import { settled } from '../../support/settled.ts'
import { startedApp } from '../../support/started-app.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const prompts = (main: FakeMain): string[] =>
  main.asked('stream:open').map((input) => (input as Requests['stream:open']['input']).prompt)

async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms)
  await settled()
}

async function chatOnScreen() {
  const main = new FakeMain()
  const session = main.addSession('A chat')
  main.state = { open_session_id: session.session_id }
  const app = await startedApp(main)
  const said = (): string => seriesSentence(app.store.getState().series)
  const others = vi.getTimerCount()
  return { ...app, session, said, timers: () => vi.getTimerCount() - others }
}

test('five prompts go 50 ms apart, numbered and in plain words, into the chat on screen', async () => {
  const { main, actions, said, timers } = await chatOnScreen()
  actions.provoke('five')
  await settled()
  expect(prompts(main)).toEqual(['Test 1: number 1 of 5, 50 ms apart.'])
  expect(said()).toBe('Sending 2 of 5…')
  await pass(49)
  expect(prompts(main)).toHaveLength(1)
  await pass(1)
  expect(prompts(main)).toHaveLength(2)
  await pass(150)
  expect(prompts(main).at(-1)).toBe('Test 5: number 5 of 5, 50 ms apart.')
  expect(main.streams.map((stream) => stream.end?.reason ?? null)).toEqual([
    ...Array.from({ length: 4 }, () => 'superseded'),
    null,
  ])
  expect(said()).toBe('Sent five prompts; the fifth one is to be answered.')
  expect(timers()).toBe(0)
})

test('a new chat is made for the first prompt, and takes the draft that was being written', async () => {
  const { main, actions, store } = await startedApp()
  actions.type('my own words')
  actions.provoke('one')
  await settled()
  expect(prompts(main)).toEqual(['Test 1: one prompt, to be answered to its end.'])
  const { open_session_id, drafts } = store.getState()
  expect(open_session_id).toBe(main.stream().identity.session_id)
  expect(drafts[open_session_id ?? '']?.text).toBe('my own words')
})

test('three chats are made with the model of the chat on screen, and the person stays there', async () => {
  const { main, actions, store, session } = await chatOnScreen()
  const model = { connection_id: SIMULATOR.connection_id, model: 'flood' }
  await actions.setModel(model)
  actions.provoke('three_chats')
  await settled()
  expect(main.asked('session:create')).toEqual([{ model }, { model }, { model }])
  expect(new Set(main.streams.map((stream) => stream.identity.session_id)).size).toBe(3)
  expect(store.getState().open_session_id).toBe(session.session_id)
})

describe('the stop after 1 s', () => {
  test('stops what the series sent, through the way every Stop goes', async () => {
    const { main, actions, said } = await chatOnScreen()
    actions.provoke('then_stop')
    await pass(999)
    expect(main.stream().end).toBeNull()
    expect(said()).toBe('Sent; stopping it after 1 s…')
    await pass(1)
    expect(main.stream().end?.reason).toBe('stopped')
    expect(said()).toBe('Sent one prompt and stopped it after 1 s.')
  })

  test('that finds nothing running any more does not say that it stopped it', async () => {
    const { main, actions, said } = await chatOnScreen()
    actions.provoke('then_stop')
    await pass(500)
    main.stream().finish({ reason: 'success' })
    await pass(500)
    expect(main.asked('stream:stop')).toEqual([])
    expect(said()).toBe('Sent one prompt. After 1 s it ran no more, so nothing was stopped.')
  })

  test('leaves alone what a person sent meanwhile', async () => {
    const { main, actions } = await chatOnScreen()
    actions.provoke('then_stop')
    await pass(500)
    actions.type('mine')
    await actions.send()
    await pass(1_000)
    expect(main.streams.map((stream) => stream.end?.reason ?? null)).toEqual(['superseded', null])
  })
})

describe('a series ends before its end', () => {
  test('when it is told to: nothing more is sent, and no timer is left', async () => {
    const { main, actions, said, timers } = await chatOnScreen()
    actions.provoke('five')
    await pass(60)
    expect(timers()).toBe(3)
    actions.endSeries()
    expect(timers()).toBe(0)
    await pass(1_000)
    expect(prompts(main)).toHaveLength(2)
    expect(said()).toBe('Ended after 2 of 5.')
  })

  test('when a person presses Stop, or Stop all', async () => {
    for (const press of ['stopOpen', 'stopAll'] as const) {
      const { main, actions } = await chatOnScreen()
      actions.provoke('five')
      await pass(60)
      actions[press]()
      await pass(1_000)
      expect(prompts(main)).toHaveLength(2)
      expect(main.stream().end?.reason).toBe('stopped')
    }
  })

  test('when main refuses, with its sentence', async () => {
    const { main, actions, said } = await chatOnScreen()
    actions.provoke('five')
    await settled()
    main.handlers['stream:open'] = () => ({ refused: 'The disk is full.' })
    await pass(50)
    expect(said()).toBe('The disk is full.')
    await pass(1_000)
    expect(main.asked('stream:open')).toHaveLength(2)
  })

  test('when no chat can be made', async () => {
    const { main, actions, said } = await chatOnScreen()
    main.handlers['session:create'] = () => ({ refused: 'The disk is full.' })
    actions.provoke('three_chats')
    await settled()
    expect(said()).toBe('The disk is full.')
    expect(prompts(main)).toEqual([])
  })

  test('while its chat is still being made: nothing is sent', async () => {
    const { main, actions } = await chatOnScreen()
    actions.newChat()
    actions.provoke('one')
    actions.endSeries()
    await settled()
    expect(prompts(main)).toEqual([])
  })
})

test('one series at a time', async () => {
  const { main, actions } = await chatOnScreen()
  actions.provoke('two')
  actions.provoke('five')
  await pass(1_000)
  expect(prompts(main)).toHaveLength(2)
  actions.provoke('one')
  await settled()
  expect(prompts(main).at(-1)).toMatch(/^Test 3: /)
})
