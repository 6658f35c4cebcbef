import { expect, test } from 'vitest'
import type { ConnectionId, MessageId, SessionId } from '../../../../src/shared/ids.ts'
import { SYSTEM_PROMPT_MAX_BYTES } from '../../../../src/shared/limits.ts'
import type { Session } from '../../../../src/shared/session.ts'
import { TITLE_LENGTH_MAX } from '../../../../src/shared/session.ts'
import { tempStore } from './temp-store.ts'
import { ended, text, turn } from './turns.ts'

const llama = { connection_id: 'c1' as ConnectionId, model: 'llama3.2' }
const nobody = 'nobody' as SessionId

test('what was created, renamed and given a model is found by the next start', async () => {
  const first = await tempStore()
  const plain = await first.sessions.create(null)
  const other = await first.sessions.create(llama)
  expect(plain).toMatchObject({ title: '', model: null })
  const named = await first.sessions.rename(plain.session_id, '  Weirs  ')
  expect(named.title).toBe('Weirs')
  await first.sessions.setModel(plain.session_id, { ...llama, model: 'phi4' })
  const before = first.sessions.list()
  await first.dispose()
  const second = await tempStore({ file: first.file })
  expect(second.sessions.list()).toEqual(before)
  expect(second.sessions.get(plain.session_id)).toEqual({ ...named, model: { ...llama, model: 'phi4' } })
  expect(second.sessions.get(other.session_id)).toEqual(other)
  expect(second.sessions.leaf(plain.session_id)).toBeNull()
})

test('a conversation comes back as it was, to the last part', async () => {
  const first = await tempStore()
  const { session_id } = await first.sessions.create(llama)
  const one = turn(session_id, null, 'Half a pair: \ud83d, and \0')
  await first.journal.open(one)
  const parts = [{ channel: 'reasoning' as const, text: 'hm' }, ...text('# Yes\n\n"quoted" 水门')]
  const record = ended(one, parts)
  await first.journal.close(record)
  await first.dispose()
  const second = await tempStore({ file: first.file })
  const answer = { ...one.answer, parts, end: record.end }
  expect((await second.sessions.load(session_id))?.messages).toEqual([one.user_message, answer])
  expect(second.sessions.leaf(session_id)).toBe(answer.message_id)
})

test('a name has 1 to the largest number of characters', async () => {
  const { sessions } = await tempStore({ file: ':memory:' })
  const { session_id } = await sessions.create(null)
  await expect(sessions.rename(session_id, '   ')).rejects.toMatchObject({ kind: 'invalid' })
  const long = 'x'.repeat(TITLE_LENGTH_MAX + 1)
  await expect(sessions.rename(session_id, long)).rejects.toMatchObject({ kind: 'invalid' })
  expect((await sessions.rename(session_id, long.slice(1))).title).toHaveLength(TITLE_LENGTH_MAX)
})

test('a deleted session is hidden until it is undeleted, with its answers', async () => {
  const { journal, sessions } = await tempStore()
  const { session_id } = await sessions.create(null)
  const one = turn(session_id, null, 'Keep me')
  await journal.open(one)
  await sessions.delete(session_id)
  expect(sessions.list()).toEqual([])
  expect(sessions.get(session_id)).toBeNull()
  expect(sessions.leaf(session_id)).toBeNull()
  expect(await sessions.load(session_id)).toBeNull()
  await expect(sessions.rename(session_id, 'x')).rejects.toMatchObject({ kind: 'missing' })
  // The answer was stopped by the deletion; its end arrives while the tombstone stands.
  await journal.close(ended(one, text('stopped here'), 'stopped'))
  expect((await sessions.undelete(session_id)).title).toBe('Keep me')
  const answer = (await sessions.load(session_id))?.messages.at(-1)
  expect(answer).toMatchObject({ parts: text('stopped here'), end: { reason: 'stopped' } })
})

test('a tombstone is honoured by the next start: nothing of the session is left', async () => {
  const first = await tempStore()
  const { session_id } = await first.sessions.create(null)
  await first.journal.open(turn(session_id, null, 'gone'))
  await first.sessions.delete(session_id)
  const kept = await first.sessions.create(null)
  await first.dispose()
  const second = await tempStore({ file: first.file })
  expect(second.report).toMatchObject({ purged: 1, interrupted: 0 })
  expect(second.sessions.list()).toEqual([kept])
  await expect(second.sessions.undelete(session_id)).rejects.toMatchObject({ kind: 'missing' })
})

test('what does not exist is said so', async () => {
  const { sessions } = await tempStore({ file: ':memory:' })
  expect(sessions.get(nobody)).toBeNull()
  expect(await sessions.load(nobody)).toBeNull()
  await expect(sessions.setModel(nobody, llama)).rejects.toMatchObject({ kind: 'missing' })
  await expect(sessions.delete(nobody)).rejects.toMatchObject({ kind: 'missing' })
  await sessions.purge(nobody)
})

test('a listener hears each change until it is taken off', async () => {
  const { journal, sessions } = await tempStore({ file: ':memory:' })
  const heard: Session[] = []
  const off = sessions.onChanged((session) => heard.push(session))
  const { session_id } = await sessions.create(null)
  await journal.open(turn(session_id, null, 'First words'))
  await sessions.rename(session_id, 'Renamed')
  await sessions.delete(session_id)
  expect(heard.map((session) => session.title)).toEqual(['', 'First words', 'Renamed'])
  off()
  await sessions.undelete(session_id)
  expect(heard).toHaveLength(3)
})

test('pinned, archived and configured chats are found so by the next start, and are no newer for it', async () => {
  const first = await tempStore()
  const { session_id, updated_at } = await first.sessions.create(llama)
  expect(await first.sessions.pin(session_id, true)).toMatchObject({ pinned: true, updated_at })
  expect(await first.sessions.archive(session_id, true)).toMatchObject({ archived: true, updated_at })
  const settings = {
    system_prompt: 'Answer in verse. 水门',
    parameters: { temperature: 0, seed: 7, top_k: 20, stop: ['水门', '\n'] },
  }
  expect(await first.sessions.configure(session_id, settings)).toMatchObject(settings)
  await first.dispose()
  const second = await tempStore({ file: first.file })
  expect(second.sessions.get(session_id)).toMatchObject({ pinned: true, archived: true, updated_at })
  expect((await second.sessions.load(session_id))?.details).toMatchObject(settings)
  const bare = { system_prompt: '', parameters: {} }
  expect(await second.sessions.configure(session_id, bare)).toMatchObject(bare)
})

test('instructions above 256 KiB, counted in bytes, are refused with their size and change nothing', async () => {
  const { sessions } = await tempStore({ file: ':memory:' })
  const { session_id } = await sessions.create(null)
  const most = '東'.repeat(SYSTEM_PROMPT_MAX_BYTES / 3)
  const set = (system_prompt: string) => sessions.configure(session_id, { system_prompt, parameters: {} })
  await expect(set(`${most}東`)).rejects.toMatchObject({
    message: 'These instructions have 257 KiB; the limit is 256 KiB. Shorten them, then save again.',
  })
  expect((await sessions.load(session_id))?.details.system_prompt).toBe('')
  expect((await set(most)).system_prompt).toBe(most)
})

test('what is gone is neither pinned, archived nor configured', async () => {
  const { sessions } = await tempStore({ file: ':memory:' })
  const { session_id } = await sessions.create(null)
  await sessions.delete(session_id)
  for (const id of [session_id, nobody]) {
    await expect(sessions.pin(id, true)).rejects.toMatchObject({ kind: 'missing' })
    await expect(sessions.archive(id, true)).rejects.toMatchObject({ kind: 'missing' })
    const settings = { system_prompt: 'x', parameters: {} }
    await expect(sessions.configure(id, settings)).rejects.toMatchObject({ kind: 'missing' })
  }
})

test('a prompt brings an archived chat back in the moment it is saved; it stays pinned', async () => {
  const { journal, sessions } = await tempStore()
  const { session_id } = await sessions.create(null)
  await sessions.pin(session_id, true)
  await sessions.archive(session_id, true)
  const heard: Session[] = []
  sessions.onChanged((session) => heard.push(session))
  await journal.open(turn(session_id, null, 'Are you there?'))
  expect(heard).toMatchObject([{ title: 'Are you there?', archived: false, pinned: true }])
  // One that is refused changes nothing.
  await sessions.archive(session_id, true)
  await expect(journal.open(turn(session_id, 'nowhere' as MessageId, 'Lost'))).rejects.toMatchObject({
    kind: 'missing',
  })
  expect(sessions.get(session_id)).toMatchObject({ archived: true })
})
