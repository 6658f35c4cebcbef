import { randomUUID } from 'node:crypto'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { EngineShelf } from '../../../../src/main/engines/engine-shelf.ts'
import { checkServerUrl } from '../../../../src/main/engines/wire/server-url.ts'
import { Asking } from '../../../../src/main/ipc/asking.ts'
import { createHandlers } from '../../../../src/main/ipc/handlers.ts'
import { SessionTrash } from '../../../../src/main/ipc/session-trash.ts'
import { AwakeClock } from '../../../../src/main/lib/awake-clock.ts'
import { SIMULATOR_ID } from '../../../../src/main/store/connections.ts'
import type { StoreOptions } from '../../../../src/main/store/store.ts'
import { PromptQueue } from '../../../../src/main/streams/prompt-queue.ts'
import { StreamRegistry } from '../../../../src/main/streams/stream-registry.ts'
import type { ConnectionId, MessageId, QueueId, SessionId, StreamId } from '../../../../src/shared/ids.ts'
import type { Connection } from '../../../../src/shared/engine-info.ts'
import { PROMPT_MAX_BYTES } from '../../../../src/shared/limits.ts'
import type { ModelRef, Session } from '../../../../src/shared/session.ts'
import { textOf } from '../../../../src/shared/session.ts'
import { DEFAULT_SETTINGS } from '../../../../src/shared/settings.ts'
import { promisesRun } from '../../../support/virtual-clock.ts'
import { ScriptedEngine } from '../../../support/scripted-engine.ts'
import { tempStore } from '../store/temp-store.ts'

const FIRST: ModelRef = { connection_id: SIMULATOR_ID, model: 'normal' }
const NOWHERE = '00000000-0000-4000-8000-000000000000'

/** The handlers over the real registry and the real store; only the engine and the shelf are the test's. */
async function door(interrupted = 0, options: Partial<StoreOptions> = {}) {
  const store = await tempStore(options)
  store.report.interrupted = interrupted
  const clock = new AwakeClock()
  const engine = new ScriptedEngine()
  const asked: ModelRef[] = []
  const broadcasts: [string, unknown][] = []
  const shelf: string[] = []
  const themes: string[] = []
  let unsaved = 0
  const queue: PromptQueue = new PromptQueue(
    {
      store: store.queue,
      clock,
      writeLog: () => {},
      newId: randomUUID,
      open: (...prompt) => asking.openNext(...prompt),
      activity: (id) => registry.activity(id),
      saved: () => registry.saved(),
      blocked: () => asking.blocked(),
      onChanged: (changed) => void broadcasts.push(['queue:changed', changed]),
    },
    store.queue.found,
  )
  const registry = new StreamRegistry({
    clock,
    journal: queue.journal(store.journal),
    engineFor: (model) => {
      asked.push(model)
      return engine
    },
    writeLog: () => {},
    newId: randomUUID,
    sink: queue.sink({
      opened: () => {},
      event: () => {},
      activity: () => {},
      unsaved: (count) => (unsaved = count),
    }),
  })
  const asking = new Asking({ registry, store, unsaved: () => unsaved, firstModel: FIRST })
  const trash = new SessionTrash(store.sessions, registry, clock)
  onTestFinished(async () => {
    trash.dispose()
    queue.dispose()
    await registry.stopAll('interrupted')
    await registry.saved()
    clock.dispose()
  })
  const handlers = createHandlers({
    registry,
    store,
    shelf: {
      statuses: () => [],
      drop: async (id: ConnectionId) => void shelf.push(`drop ${id}`),
      refresh: async (id: ConnectionId) => void shelf.push(`refresh ${id}`),
      test: async () => ({ state: 'unknown' }),
    } as unknown as EngineShelf,
    trash,
    asking,
    queue,
    broadcast: (name, payload) => void broadcasts.push([name, payload]),
    checkUrl: checkServerUrl,
    detect: async () => [],
    restartEngine: () => {},
    openLink: async () => false,
    copy: () => {},
    showTheme: (theme) => void themes.push(theme),
    about: { version: '1', host: 'test', platform: 'test' },
    unsaved: () => unsaved,
  })
  const session = async (model: ModelRef | null = null): Promise<SessionId> =>
    ((await handlers['session:create']({ model })) as Session).session_id
  /** Sends a prompt and waits until the engine has it. */
  const send = async (session_id: SessionId, prompt = 'hello'): Promise<StreamId> => {
    const runs = engine.runs.length
    const opened = await handlers['stream:open']({ session_id, prompt })
    if ('refused' in opened) throw new Error(opened.refused)
    while (engine.runs.length === runs) await promisesRun()
    return opened.stream_id
  }
  return { handlers, store, registry, queue, engine, asked, broadcasts, shelf, themes, session, send }
}

describe('sending', () => {
  test('a prompt without a character is refused, and nothing is opened', async () => {
    const { handlers, registry, session } = await door()
    const session_id = await session()
    for (const prompt of ['', ' \n\t']) {
      expect(await handlers['stream:open']({ session_id, prompt })).toEqual({
        refused: 'Type something first.',
      })
    }
    expect(registry.size).toBe(0)
  })

  test('a prompt above 4 MiB is refused with its size, counted in bytes; one of 4 MiB is taken', async () => {
    const { handlers, registry, session } = await door()
    const session_id = await session()
    const tooLong = '東'.repeat(PROMPT_MAX_BYTES / 2)
    expect(await handlers['stream:open']({ session_id, prompt: tooLong })).toEqual({
      refused: 'This prompt has 6.0 MiB; the limit is 4 MiB. Shorten it, then send again.',
    })
    expect(registry.size).toBe(0)
    expect(
      await handlers['stream:open']({ session_id, prompt: 'x'.repeat(PROMPT_MAX_BYTES) }),
    ).toHaveProperty('stream_id')
  })

  test('a chat that does not exist is refused in a sentence', async () => {
    const { handlers } = await door()
    const session_id = NOWHERE as SessionId
    expect(await handlers['stream:open']({ session_id, prompt: 'x' })).toHaveProperty('refused')
    expect(await handlers['session:load']({ session_id })).toBeNull()
    expect(await handlers['session:rename']({ session_id, title: 'x' })).toHaveProperty('refused')
    expect(await handlers['session:delete']({ session_id })).toHaveProperty('refused')
    expect(await handlers['session:undelete']({ session_id })).toHaveProperty('refused')
  })

  test('the chat’s own model is asked, else the one set for new chats, else the simulator', async () => {
    const { handlers, asked, session, send } = await door()
    await send(await session())
    const chosen = { connection_id: SIMULATOR_ID, model: 'flood' }
    await handlers['settings:set']({ default_model: chosen })
    await send(await session())
    const own = { connection_id: SIMULATOR_ID, model: 'stalls' }
    await send(await session(own))
    expect(asked).toEqual([FIRST, chosen, own])
  })

  test('a stop is answered with how the engine left; an unknown stream with “unknown”', async () => {
    const { handlers, session, send } = await door()
    const stream_id = await send(await session())
    expect(await handlers['stream:snapshot']({ stream_id })).toMatchObject({ stream_id, end: null })
    expect(await handlers['stream:stop']({ stream_id })).toMatchObject({ how: 'cooperative' })
    expect(await handlers['stream:stop']({ stream_id: NOWHERE as StreamId })).toMatchObject({
      how: 'unknown',
    })
  })

  test('stopping all tells how many', async () => {
    const { handlers, session, send } = await door()
    await send(await session())
    await send(await session())
    expect(await handlers['stream:stop_all'](null)).toEqual({ stopped: 2 })
    expect(await handlers['stream:stop_all'](null)).toEqual({ stopped: 0 })
  })
})

describe('answering again', () => {
  test('a prompt is answered by a sibling, whether the prompt or its answer is named', async () => {
    const { handlers, registry, engine, session, send } = await door()
    const session_id = await session()
    await handlers['stream:stop']({ stream_id: await send(session_id, 'what is it?') })
    await registry.saved()
    for (const role of ['user', 'assistant']) {
      const loaded = await handlers['session:load']({ session_id })
      const message = loaded?.messages.find((one) => one.role === role)
      const opened = await handlers['stream:regenerate']({
        session_id,
        message_id: message?.message_id as MessageId,
      })
      expect(opened).toHaveProperty('stream_id')
      await handlers['stream:stop_all'](null)
      await registry.saved()
    }
    for (const run of engine.runs)
      expect(run.request.messages).toEqual([{ role: 'user', content: 'what is it?' }])
  })

  test('a message that does not exist, or of another chat, is refused', async () => {
    const { handlers, registry, session, send } = await door()
    const session_id = await session()
    await handlers['stream:stop']({ stream_id: await send(session_id) })
    await registry.saved()
    const other = await handlers['session:load']({ session_id })
    const message_id = other?.messages[0]?.message_id as MessageId
    expect(await handlers['stream:regenerate']({ session_id: await session(), message_id })).toHaveProperty(
      'refused',
    )
    expect(
      await handlers['stream:regenerate']({ session_id, message_id: NOWHERE as MessageId }),
    ).toHaveProperty('refused')
  })
})

describe('deleting', () => {
  test('a chat is told to be gone, and told again when taken back, with its stopped answer', async () => {
    const { handlers, registry, broadcasts, engine, session, send } = await door()
    const session_id = await session()
    const stream_id = await send(session_id, 'tell me')
    engine.last.text('so far')
    await promisesRun()
    expect(await handlers['session:delete']({ session_id })).toEqual({ undo_ms: 10_000 })
    expect(await handlers['session:load']({ session_id })).toBeNull()
    expect(await handlers['session:undelete']({ session_id })).toMatchObject({ session_id, activity: 'idle' })
    await registry.saved()
    const loaded = await handlers['session:load']({ session_id })
    expect(loaded?.messages.at(-1)).toMatchObject({
      stream_id,
      parts: [{ channel: 'answer', text: 'so far' }],
      end: { reason: 'stopped' },
    })
    expect(broadcasts.map(([name]) => name)).toEqual(['session:removed', 'session:changed'])
  })
})

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
    const { handlers, store, session, send, queue } = await door(0, { max_pages: 60 })
    const session_id = await session()
    await send(session_id)
    const huge = await handlers['queue:add']({ session_id, prompt: 'x'.repeat(1_000_000) })
    expect(huge).toEqual({ refused: 'The disk is full.' })
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

describe('connections', () => {
  const input = { kind: 'ollama' as const, name: 'Mine', url: '127.0.0.1:11434' }

  test('an address that is none is refused in a sentence, by adding, editing and testing', async () => {
    const { handlers, store, shelf } = await door()
    for (const url of ['', 'ftp://x', 'http://name:secret@host', 'javascript:alert(1)']) {
      const bad = { ...input, url }
      expect(await handlers['connection:add'](bad)).toHaveProperty('refused')
      expect(await handlers['connection:edit']({ ...bad, connection_id: SIMULATOR_ID })).toHaveProperty(
        'refused',
      )
      expect(await handlers['connection:test'](bad)).toMatchObject({ state: 'failed' })
    }
    expect(store.connections.list()).toHaveLength(1)
    expect(shelf).toEqual([])
  })

  test('a new one is kept with its address made whole, and its models are asked for', async () => {
    const { handlers, shelf } = await door()
    const added = (await handlers['connection:add'](input)) as Connection
    expect(added).toMatchObject({ url: 'http://127.0.0.1:11434', key: 'none' })
    expect(shelf).toEqual([`drop ${added.connection_id}`, `refresh ${added.connection_id}`])
  })

  test.each(['connection:remove', 'connection:edit'] as const)(
    '%s stops the answers that come through it, whatever their chats have chosen since, and no other',
    async (name) => {
      const { handlers, store, registry, session, send } = await door()
      const mine = ((await handlers['connection:add'](input)) as Connection).connection_id
      const through: ModelRef = { connection_id: mine, model: 'm' }
      await handlers['settings:set']({ default_model: through })
      // One by the setting for new chats, one that chose another model meanwhile, one that only chose it for later.
      const byDefault = await session()
      const moved = await session(through)
      const later = await session(FIRST)
      await send(byDefault)
      await send(moved)
      const untouched = await send(later)
      await handlers['session:set_model']({ session_id: moved, model: FIRST })
      await handlers['session:set_model']({ session_id: later, model: through })
      await handlers[name]({ ...input, connection_id: mine })
      await registry.saved()
      const ends = await Promise.all(
        [byDefault, moved, later].map(
          async (id) => (await store.sessions.load(id))?.messages.at(-1)?.end?.reason,
        ),
      )
      expect(ends).toEqual(['stopped', 'stopped', undefined])
      expect(registry.snapshot(untouched)).toMatchObject({ end: null })
    },
  )
})

describe('the rest of the door', () => {
  test('answers cut by the last end are told once', async () => {
    const { handlers } = await door(3)
    expect(await handlers['app:state'](null)).toMatchObject({ interrupted: 3 })
    expect(await handlers['app:state'](null)).toMatchObject({ interrupted: 0 })
  })

  test('a setting is kept and told to every window; one of a wrong shape is refused in a sentence', async () => {
    const { handlers, broadcasts, themes } = await door()
    expect(await handlers['settings:set']({ theme: 'dark' })).toEqual({ ...DEFAULT_SETTINGS, theme: 'dark' })
    expect(broadcasts).toEqual([['settings:changed', { ...DEFAULT_SETTINGS, theme: 'dark' }]])
    expect(await handlers['settings:set']({ theme: 'pink' as 'dark' })).toHaveProperty('refused')
    expect(broadcasts).toHaveLength(1)
    expect(themes).toEqual(['dark'])
  })

  test('the chat looked at is remembered for the next start', async () => {
    const { handlers, session } = await door()
    const session_id = await session()
    await handlers['session:show']({ session_id })
    expect(await handlers['app:state'](null)).toMatchObject({ open_session_id: session_id, unsaved: 0 })
  })
})
