import { describe, expect, test } from 'vitest'
import { SIMULATOR_ID } from '../../../../src/main/store/connections.ts'
import type { QueueId, SessionId } from '../../../../src/shared/ids.ts'
import type { Connection } from '../../../../src/shared/engine-info.ts'
import { PROMPT_MAX_BYTES } from '../../../../src/shared/limits.ts'
import { textOf } from '../../../../src/shared/session.ts'
import { promisesRun } from '../../../support/virtual-clock.ts'

import { door, NOWHERE } from './door.ts'

describe('waiting', () => {
  /** An answer runs, and two prompts wait behind it. */
  async function waiting() {
    const parts = await door()
    const session_id = await parts.session()
    const stream_id = await parts.send(session_id, 'first')
    const ids: QueueId[] = []
    for (const prompt of ['second', 'third']) {
      const added = await parts.handlers['queue:add']({ session_id, prompt })
      if ('refused' in added) throw new Error(added.refused)
      ids.push(added.queue_id)
    }
    const shown = () => parts.queue.of(session_id).prompts.map(({ text }) => text)
    const ends = async (): Promise<void> => {
      const runs = parts.engine.runs.length
      parts.engine.last.say({ type: 'finish', finish: 'stop' })
      parts.engine.last.leave()
      while (parts.engine.runs.length === runs) await promisesRun()
    }
    return { ...parts, session_id, stream_id, ids, shown, ends }
  }

  test('prompts are told to every window, come with the state of the app, and go out by themselves', async () => {
    const { handlers, broadcasts, session_id, shown, ends } = await waiting()
    const told = broadcasts.filter(([name]) => name === 'queue:changed').map(([, payload]) => payload)
    expect(told.at(-1)).toMatchObject({ session_id, prompts: [{ text: 'second' }, { text: 'third' }] })
    expect(await handlers['app:state'](null)).toMatchObject({ queues: [{ session_id, paused: null }] })
    await ends()
    expect(shown()).toEqual(['third'])
    await ends()
    expect(shown()).toEqual([])
    expect(await handlers['app:state'](null)).toMatchObject({ queues: [] })
    const loaded = await handlers['session:load']({ session_id })
    const prompts = loaded?.messages.filter((message) => message.role === 'user').map((one) => textOf(one))
    expect(prompts).toEqual(['first', 'second', 'third'])
  })

  test('a prompt goes behind the answer it waited for, also while another version is looked at', async () => {
    const { handlers, store, registry, engine, session, send } = await door()
    const session_id = await session()
    await send(session_id, 'first')
    const runs = async (count: number): Promise<void> => {
      while (engine.runs.length < count) await promisesRun()
    }
    const messages = async () => (await handlers['session:load']({ session_id }))?.messages ?? []
    const says = (text: string): void => {
      engine.last.text(text)
      engine.last.say({ type: 'finish', finish: 'stop' })
      engine.last.leave()
    }
    says('version 1')
    while (registry.size > 0) await promisesRun()
    await registry.saved()
    const [, first] = await messages()
    if (!first) throw new Error('it was answered')
    await handlers['stream:regenerate']({ session_id, message_id: first.message_id })
    await runs(2)
    await handlers['queue:add']({ session_id, prompt: 'second' })
    await handlers['message:show']({ session_id, message_id: first.message_id })
    expect(store.sessions.leaf(session_id)).toBe(first.message_id)
    says('version 2')
    await runs(3)
    expect((await messages()).map((message) => textOf(message))).toEqual(['first', 'version 2', 'second', ''])
  })

  test('an archived chat stays archived when its queue goes on by itself', async () => {
    const { handlers, store, session_id, ends } = await waiting()
    await handlers['session:archive']({ session_id, archived: true })
    await ends()
    expect(store.sessions.get(session_id)).toMatchObject({ archived: true })
  })

  test('an archived chat is among the others again when a person queues, sends or resumes in it', async () => {
    const { handlers, store, session_id, ids } = await waiting()
    const [queue_id] = ids
    if (!queue_id) throw new Error('two wait')
    const deeds = [
      () => handlers['queue:add']({ session_id, prompt: 'fourth' }),
      () => handlers['queue:send']({ queue_id }),
      () => handlers['queue:resume']({ session_id }),
    ]
    for (const deed of deeds) {
      await handlers['session:archive']({ session_id, archived: true })
      expect((await deed()) ?? {}).not.toHaveProperty('refused')
      expect(store.sessions.get(session_id)).toMatchObject({ archived: false })
    }
  })

  test('what cannot be a prompt cannot wait, neither queued nor edited', async () => {
    const { handlers, session_id, ids, shown } = await waiting()
    const [queue_id] = ids
    if (!queue_id) throw new Error('two wait')
    const tooLong = 'x'.repeat(PROMPT_MAX_BYTES + 1)
    for (const prompt of [' \n', tooLong]) {
      expect(await handlers['queue:add']({ session_id, prompt })).toHaveProperty('refused')
      expect(await handlers['queue:edit']({ queue_id, prompt })).toHaveProperty('refused')
    }
    const nowhere = { session_id: NOWHERE as SessionId, prompt: 'x' }
    expect(await handlers['queue:add'](nowhere)).toHaveProperty('refused')
    expect(shown()).toEqual(['second', 'third'])
  })

  test('a prompt that does not wait is refused in a sentence, whatever is asked of it', async () => {
    const { handlers } = await door()
    const queue_id = NOWHERE as QueueId
    for (const reply of [
      await handlers['queue:edit']({ queue_id, prompt: 'x' }),
      await handlers['queue:move']({ queue_id, before: null }),
      await handlers['queue:remove']({ queue_id }),
      await handlers['queue:restore']({ queue_id }),
      await handlers['queue:send']({ queue_id }),
    ]) {
      expect(reply).toHaveProperty('refused')
    }
    expect(await handlers['queue:resume']({ session_id: NOWHERE as SessionId })).toBeNull()
  })

  test('what the disk refuses is told in a sentence, and the queue is as it was', async () => {
    const { handlers, store, session, send, queue } = await door({}, { max_pages: 60 })
    const session_id = await session()
    await send(session_id)
    const huge = await handlers['queue:add']({ session_id, prompt: 'x'.repeat(1_000_000) })
    expect(huge).toEqual({ refused: 'The disk is full. Make room, then try again.' })
    expect([queue.of(session_id).prompts, store.queue.found]).toEqual([[], []])
  })

  test('a deleted chat takes its queue along, and brings it back paused', async () => {
    const { handlers, broadcasts, session_id, ends: _ends, shown } = await waiting()
    await handlers['session:delete']({ session_id })
    expect(await handlers['app:state'](null)).toMatchObject({ queues: [] })
    expect(await handlers['queue:add']({ session_id, prompt: 'late' })).toHaveProperty('refused')
    await handlers['session:undelete']({ session_id })
    expect(broadcasts.at(-1)).toMatchObject(['queue:changed', { session_id, paused: 'stopped' }])
    expect(shown()).toEqual(['second', 'third'])
  })

  test('removing the connection of the answer pauses the queue and keeps its prompts', async () => {
    const { handlers, queue, session, send } = await door()
    const added = await handlers['connection:add']({ kind: 'ollama', name: 'Mine', url: '127.0.0.1:11434' })
    const { connection_id } = added as Connection
    const session_id = await session({ connection_id, model: 'm' })
    await send(session_id)
    await handlers['queue:add']({ session_id, prompt: 'second' })
    await handlers['connection:remove']({ connection_id })
    expect(queue.of(session_id)).toMatchObject({ paused: 'stopped', prompts: [{ text: 'second' }] })
  })

  test('one is sent now with the model its chat has chosen meanwhile', async () => {
    const { handlers, asked, engine, session_id, ids, shown } = await waiting()
    const [, queue_id] = ids
    if (!queue_id) throw new Error('two wait')
    const chosen = { connection_id: SIMULATOR_ID, model: 'flood' }
    await handlers['session:set_model']({ session_id, model: chosen })
    expect(await handlers['queue:send']({ queue_id })).toHaveProperty('stream_id')
    while (engine.runs.length < 2) await promisesRun()
    expect(asked.at(-1)).toEqual(chosen)
    expect(shown()).toEqual(['second'])
  })
})
