import { appendFileSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { recover } from '../../../../src/main/store/recovery.ts'
import { readChats } from '../../../../src/main/transfer/read-chats.ts'
import type { ConnectionId, MessageId } from '../../../../src/shared/ids.ts'
import { tempFolder } from '../store/temp-store.ts'
import { directChats } from './direct-chats.ts'
import { chatOf, reply } from './sample-chats.ts'
import { exported, imported } from './transfer-files.ts'

const folder = (): string => tempFolder()

test('a chat that is here just the same is left alone', async () => {
  const store = await directChats()
  store.put(chatOf('one'), chatOf('two'))
  const before = store.rows()
  const file = await exported(store, folder(), 'json')
  const { counts, sessions } = await imported(store, folder(), file)
  expect(counts).toEqual({ imported: 0, copied: 0, skipped: 2 })
  expect(sessions).toEqual([])
  expect(store.rows()).toEqual(before)
})

test('a chat that went on here comes as a copy, with ids of its own that fit each other', async () => {
  const [there, here] = [await directChats(), await directChats()]
  const chat = chatOf('one', 'Water.', {
    queue: [{ queue_id: 'q1', text: 'And then?', created_at: 3 }],
    draft: 'Half a th',
  })
  const sibling = reply('one-3', 'one-1', 'Boats.')
  there.put({ ...chat, messages: [...chat.messages, sibling] })
  here.put(chatOf('one', 'Other water.', { queue: [{ queue_id: 'q1', text: 'Else', created_at: 4 }] }))
  const file = await exported(there, folder(), 'ndjson')
  const { counts, sessions } = await imported(here, folder(), file)
  expect(counts).toEqual({ imported: 0, copied: 1, skipped: 0 })
  const [copy] = sessions
  if (!copy) throw new Error('there is no copy')
  expect(copy.session_id).not.toBe('one')
  expect(copy.title).toBe('About one (imported)')
  const found = await here.chat(copy.session_id)
  const page = await here.page({
    session_id: copy.session_id,
    after: 0,
    until: found?.until ?? 0,
    max_bytes: 1e6,
  })
  const [first, second, third] = page?.messages ?? []
  expect([first?.parent_id, second?.parent_id, third?.parent_id]).toEqual([
    null,
    first?.message_id,
    first?.message_id,
  ])
  expect([second?.parts, third?.parts]).toEqual([chat.messages[1]?.parts, sibling.parts])
  expect(found?.header).toMatchObject({
    leaf_id: second?.message_id,
    draft: 'Half a th',
    queue: [{ text: 'And then?' }],
  })
  const ids = [first, second, third].map((message) => message?.message_id)
  expect(ids.filter((id) => id?.startsWith('one-'))).toEqual([])
  // The one that was here is as it was.
  expect((await here.chat('one' as never))?.header.queue).toEqual([
    { queue_id: 'q1', text: 'Else', created_at: 4 },
  ])
})

test('a copy is imported again as another copy only where something differs', async () => {
  const [there, here] = [await directChats(), await directChats()]
  there.put(chatOf('one'))
  here.put(chatOf('one', 'Other'))
  await imported(here, folder(), await exported(there, folder(), 'json'))
  const whole = await exported(here, folder(), 'json')
  const { counts } = await imported(here, folder(), whole)
  expect(counts).toEqual({ imported: 0, copied: 0, skipped: 2 })
})

test('a chat twice in one file comes once, or as a copy where the two differ', async () => {
  const [there, here] = [await directChats(), await directChats()]
  there.put(chatOf('one'))
  const lines = (await exported(there, folder(), 'ndjson')).trim().split('\n')
  const chat = lines.slice(1, 4)
  const changed = chat.map((line) => line.replace('Water.', 'Fire.'))
  const end = JSON.stringify({ type: 'end', sessions: 3, messages: 6 })
  const file = [lines[0], ...chat, ...chat, ...changed, end].join('\n')
  expect((await imported(here, folder(), file)).counts).toEqual({ imported: 1, copied: 1, skipped: 1 })
})

test('messages whose ids another chat has here make it a copy', async () => {
  const [there, here] = [await directChats(), await directChats()]
  there.put(chatOf('one'))
  here.put(chatOf('one', 'Water.'))
  const file = (await exported(there, folder(), 'json')).replace('"session_id":"one"', '"session_id":"other"')
  expect((await imported(here, folder(), file)).counts).toEqual({ imported: 0, copied: 1, skipped: 0 })
})

test('a deleted chat that can still be brought back is not what the file has: it comes as a copy', async () => {
  const store = await directChats()
  store.put(chatOf('one'))
  const file = await exported(store, folder(), 'json')
  store.db.exec('UPDATE session SET deleted_at = 7')
  expect((await imported(store, folder(), file)).counts).toEqual({ imported: 0, copied: 1, skipped: 0 })
})

test('the model of a connection that does not exist is kept', async () => {
  const [there, here] = [await directChats(), await directChats()]
  there.put(chatOf('one'))
  await imported(here, folder(), await exported(there, folder(), 'json'))
  expect((await here.chat('one' as never))?.header.model).toEqual({
    connection_id: 'gone' as ConnectionId,
    model: 'llama3.2',
  })
})

test('while it comes in it is hidden, and what a crash leaves of it the next start purges', async () => {
  const [there, here] = [await directChats(), await directChats()]
  there.put(chatOf('one', 'Water.', { draft: 'd', queue: [{ queue_id: 'q', text: 't', created_at: 1 }] }))
  const file = await exported(there, folder(), 'json')
  here.reveal = async () => {
    expect(await here.list()).toEqual([])
    expect(here.rows()).toEqual({ session: 1, message: 2, draft: 1, queued_prompt: 1 })
    throw new Error('the power went')
  }
  await expect(imported(here, folder(), file, { takeBack: () => false })).rejects.toThrow('the power went')
  expect(recover(here.db)).toMatchObject({ purged: 1 })
  expect(here.rows()).toEqual({ session: 0, message: 0, draft: 0, queued_prompt: 0 })
})

test('called off in the middle it takes back what it brought', async () => {
  const [there, here] = [await directChats(), await directChats()]
  const { header } = chatOf('one')
  const messages = Array.from({ length: 2_000 }, (_, i) => reply(`m${i}`, `m${i - 1}`, 'Words. '.repeat(50)))
  messages[0] = { ...chatOf('x').messages[0]!, message_id: 'm0' as MessageId }
  there.put({ messages, header: { ...header, leaf_id: null } })
  const file = await exported(there, folder(), 'json')
  const controller = new AbortController()
  let steps = 0
  const stage = here.stage.bind(here)
  here.stage = async (step) => {
    if (++steps === 3) controller.abort()
    return stage(step)
  }
  const importing = imported(here, folder(), file, { signal: controller.signal })
  await expect(importing).rejects.toMatchObject({ name: 'TransferCancelled' })
  expect(steps).toBeGreaterThanOrEqual(3)
  expect(here.rows()).toEqual({ session: 0, message: 0, draft: 0, queued_prompt: 0 })
})

test('a file that grows while it is read is not imported', async () => {
  const [there, here] = [await directChats(), await directChats()]
  there.put(chatOf('one'))
  const file = await exported(there, folder(), 'ndjson')
  const into = folder()
  const stage = here.stage.bind(here)
  here.stage = async (step) => {
    appendFileSync(join(into, 'in.chats'), '\n')
    utimesSync(join(into, 'in.chats'), new Date(), new Date(Date.now() + 10_000))
    return stage(step)
  }
  await expect(imported(here, into, file)).rejects.toThrow('The file changed while it was read.')
  expect(here.rows().session).toBe(0)
})

test('a file that is not there, and a folder, are told', async () => {
  const store = await directChats()
  const into = folder()
  await expect(imported(store, into, '', { path: join(into, 'nothing.json') })).rejects.toThrow(
    /“nothing.json” cannot be read: it is not there/,
  )
  await expect(imported(store, into, '', { path: into })).rejects.toThrow(/is no file|cannot be read/)
})

test('where the pieces of a file end makes no difference', async () => {
  const store = await directChats()
  store.put(chatOf('one', 'With "quotes" \\ and ]}, {[ brackets: "messages":['), chatOf('two', '水\ud83d'))
  for (const format of ['json', 'ndjson'] as const) {
    const file = await exported(store, folder(), format)
    const items = async (size: number): Promise<unknown[]> => {
      async function* pieces(): AsyncGenerator<string> {
        for (let at = 0; at < file.length; at += size) yield file.slice(at, at + size)
      }
      const found: unknown[] = []
      for await (const item of readChats(pieces())) found.push(item)
      return found
    }
    const whole = await items(file.length)
    expect(whole).toHaveLength(8)
    for (const size of [1, 2, 3, 7, 64, 501]) expect(await items(size)).toEqual(whole)
  }
})
