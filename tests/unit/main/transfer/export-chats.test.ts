import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { SessionId } from '../../../../src/shared/ids.ts'
import { tempFolder } from '../store/temp-store.ts'
import { directChats } from './direct-chats.ts'
import { chatOf, prompt, reply } from './sample-chats.ts'
import { exported } from './transfer-files.ts'

test('one chat of many can be exported alone', async () => {
  const source = await directChats()
  source.put(chatOf('one'), chatOf('two'))
  const file = await exported(source, tempFolder(), 'json', { session_ids: ['two' as SessionId] })
  expect(JSON.parse(file)).toMatchObject({
    format: 'sluice-chats',
    version: 1,
    sessions: [{ session_id: 'two' }],
  })
})

test('JSON of the slicer’s own making is JSON to everybody', async () => {
  const source = await directChats()
  const file = await exported(source, tempFolder(), 'json')
  expect(JSON.parse(file)).toEqual({ format: 'sluice-chats', version: 1, sessions: [] })
})

test('neither keys nor connections are in it: only the id and the model’s name', async () => {
  const source = await directChats()
  source.db.exec(
    `INSERT INTO connection (connection_id, kind, name, url, key_cipher) VALUES ('gone', 'ollama', 'My server', 'http://secret.host', x'5ec4e7')`,
  )
  source.put(chatOf('one'))
  for (const format of ['json', 'ndjson', 'markdown'] as const) {
    const file = await exported(source, tempFolder(), format)
    expect(file).not.toMatch(/secret\.host|My server|5ec4e7|cipher/i)
  }
})

test('an answer that is still written goes with what is saved of it, and says that it is not whole', async () => {
  const source = await directChats()
  const chat = chatOf('one', 'Saved before. ')
  source.put(chat)
  source.db.exec(`UPDATE message SET "end" = NULL WHERE message_id = 'one-2'`)
  source.db.exec(`INSERT INTO chunk VALUES ('stream-one-2', 0, 4, 'answer', 'Came since.')`)
  const file = JSON.parse(await exported(source, tempFolder(), 'json'))
  expect(file.sessions[0].messages[1]).toMatchObject({
    parts: [{ channel: 'answer', text: 'Saved before. Came since.' }],
    end: { reason: 'interrupted' },
  })
})

test('messages that come while it is read are not in it', async () => {
  const source = await directChats()
  source.put(chatOf('one'))
  const page = source.page.bind(source)
  source.page = async (wanted) => {
    const { db } = source
    db.exec(
      `INSERT INTO message (message_id, session_id, role, parts, created_at) VALUES ('late', 'one', 'user', '[]', 1)`,
    )
    return page(wanted)
  }
  const file = JSON.parse(await exported(source, tempFolder(), 'json'))
  expect(file.sessions[0].messages).toHaveLength(2)
})

test.each(['json', 'ndjson', 'markdown'] as const)(
  'a chat that is deleted in the middle leaves no half of it (%s)',
  async (format) => {
    const [source, rest] = [await directChats(), await directChats()]
    const long = chatOf('two')
    const messages = [
      ...long.messages,
      ...Array.from({ length: 40 }, (_, i) => reply(`r${i}`, 'two-1', 'x'.repeat(30_000))),
    ]
    source.put(chatOf('one'), { ...long, messages }, chatOf('three'))
    rest.put(chatOf('one'), chatOf('three'))
    let pages = 0
    const [page, at] = [source.page.bind(source), source.messages.bind(source)]
    const deletes = (): void => {
      if (++pages === 2) source.db.exec(`UPDATE session SET deleted_at = 1 WHERE session_id = 'two'`)
    }
    source.page = async (wanted) => {
      deletes()
      return page(wanted)
    }
    source.messages = async (session_id, positions) => {
      deletes()
      return at(session_id, positions)
    }
    expect(await exported(source, tempFolder(), format)).toBe(await exported(rest, tempFolder(), format))
  },
)

test('cancelled, it leaves nothing, and what stood in its place stays', async () => {
  const source = await directChats()
  source.put(chatOf('one'), chatOf('two'))
  const folder = tempFolder()
  writeFileSync(join(folder, 'chats.json'), 'what was there')
  const controller = new AbortController()
  const onProgress = (done: number): void => {
    expect(existsSync(join(folder, 'chats.json.part'))).toBe(true)
    if (done === 1) controller.abort()
  }
  const exporting = exported(source, folder, 'json', { signal: controller.signal, onProgress })
  await expect(exporting).rejects.toMatchObject({ name: 'TransferCancelled' })
  expect(readdirSync(folder)).toEqual(['chats.json'])
  expect(readFileSync(join(folder, 'chats.json'), 'utf8')).toBe('what was there')
})

test('a place where it cannot be written is told in a sentence, and nothing is left', async () => {
  const source = await directChats()
  source.put(chatOf('one'))
  const folder = tempFolder()
  const nowhere = exported(source, folder, 'json', { path: join(folder, 'no', 'such', 'folder.json') })
  await expect(nowhere).rejects.toThrow(
    /“folder.json” was not written in .*: the folder does not exist\. Choose another place\./,
  )
  mkdirSync(join(folder, 'chats.json'))
  await expect(exported(source, folder, 'json')).rejects.toThrow(
    /a folder has this name|nothing may be written/,
  )
  expect(readdirSync(folder)).toEqual(['chats.json'])
})

test('what is read at once does not grow with the chat', async () => {
  const source = await directChats()
  const { header } = chatOf('long')
  const messages = Array.from({ length: 3_000 }, (_, i) => prompt(`m${i}`, null, 'x'.repeat(1_000)))
  source.put({ header: { ...header, leaf_id: null }, messages })
  let largest = 0
  const page = source.page.bind(source)
  source.page = async (wanted) => {
    const got = await page(wanted)
    largest = Math.max(largest, JSON.stringify(got).length)
    return got
  }
  const file = await exported(source, tempFolder(), 'ndjson')
  expect(file.length).toBeGreaterThan(3_000_000)
  expect(largest).toBeLessThan(1_000_000)
})
