import { describe, expect, test } from 'vitest'
import { SIMULATOR_ID } from '../../../../src/main/store/connections.ts'
import type { MessageId, SessionId, StreamId } from '../../../../src/shared/ids.ts'
import type { Connection } from '../../../../src/shared/engine-info.ts'
import { PROMPT_MAX_BYTES } from '../../../../src/shared/limits.ts'
import type { ModelRef } from '../../../../src/shared/session.ts'
import { DEFAULT_SETTINGS } from '../../../../src/shared/settings.ts'
import { promisesRun } from '../../../support/virtual-clock.ts'

import { door, FIRST, NOWHERE } from './door.ts'

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

  test('making room for a chat stops the answers in its way, as a Stop does, and tells how many', async () => {
    const { handlers, store, registry, session, send, roomAsked, roomHolders } = await door()
    const session_id = await session()
    const holder = await send(session_id)
    const other = await send(await session())
    const waiting = NOWHERE as StreamId
    expect(await handlers['engine:make_room']({ stream_id: waiting, for_room_of: 'a.gguf' })).toEqual({
      stopped: 0,
    })
    roomHolders.push(holder)
    expect(await handlers['engine:make_room']({ stream_id: waiting, for_room_of: 'a.gguf' })).toEqual({
      stopped: 1,
    })
    await registry.saved()
    const answered = await store.sessions.load(session_id)
    expect(answered?.messages.at(-1)?.end?.reason).toBe('stopped')
    expect(registry.snapshot(other)?.end).toBeNull()
    expect(roomAsked).toEqual([
      [waiting, 'a.gguf'],
      [waiting, 'a.gguf'],
    ])
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

describe('filing', () => {
  test('a chat is pinned, archived and configured; what was set is told to every window', async () => {
    const { handlers, broadcasts, session } = await door()
    const session_id = await session()
    expect(await handlers['session:pin']({ session_id, pinned: true })).toMatchObject({ pinned: true })
    expect(await handlers['session:archive']({ session_id, archived: true })).toMatchObject({
      archived: true,
    })
    const settings = { system_prompt: 'Be brief.', parameters: { top_p: 0.9 } }
    expect(await handlers['session:configure']({ session_id, ...settings })).toMatchObject(settings)
    expect(broadcasts).toEqual([['session:details', { session_id, ...settings }]])
    expect((await handlers['session:load']({ session_id }))?.details).toMatchObject(settings)
  })

  test('of a chat that does not exist it is refused in a sentence, and nothing is told', async () => {
    const { handlers, broadcasts } = await door()
    const session_id = NOWHERE as SessionId
    expect(await handlers['session:pin']({ session_id, pinned: true })).toHaveProperty('refused')
    expect(await handlers['session:archive']({ session_id, archived: true })).toHaveProperty('refused')
    const settings = { system_prompt: '', parameters: {} }
    expect(await handlers['session:configure']({ session_id, ...settings })).toHaveProperty('refused')
    expect(broadcasts).toEqual([])
  })

  test('a prompt to an archived chat brings it back', async () => {
    const { handlers, store, session, send } = await door()
    const session_id = await session()
    await handlers['session:archive']({ session_id, archived: true })
    await send(session_id)
    expect(store.sessions.get(session_id)).toMatchObject({ archived: false })
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

test('an answer that begins while its connection is being removed is stopped with it', async () => {
  const { handlers, store, registry, session } = await door()
  const address = { kind: 'ollama', name: 'O', url: '127.0.0.1:11434' } as const
  const { connection_id } = (await handlers['connection:add'](address)) as Connection
  const session_id = await session({ connection_id, model: 'm' })
  const removing = handlers['connection:remove']({ connection_id })
  await handlers['stream:open']({ session_id, prompt: 'hello' })
  await removing
  await registry.saved()
  expect((await store.sessions.load(session_id))?.messages.at(-1)?.end?.reason).toBe('stopped')
})

describe('the rest of the door', () => {
  test('what the start recovered is told once', async () => {
    const { handlers } = await door({ unclean: true, interrupted: 3, queued: 2 })
    const recovery = { interrupted: 3, queued: 2, damage: null }
    expect(await handlers['app:state'](null)).toMatchObject({ recovery })
    expect(await handlers['app:state'](null)).toMatchObject({ recovery: null })
  })

  test('a clean end is no news, even with prompts in a queue; a damage always is', async () => {
    const clean = await door({ unclean: false, queued: 2 })
    expect(await clean.handlers['app:state'](null)).toMatchObject({ recovery: null })
    const damage = { how: 'started_new', aside: 'kept' } as const
    const damaged = await door({ unclean: false, damage })
    expect(await damaged.handlers['app:state'](null)).toMatchObject({ recovery: { damage } })
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
