import { expect, test } from 'vitest'
import type { MessageId, SessionId } from '../../../../src/shared/ids.ts'
import type { MessagePage } from '../../../../src/shared/session.ts'
import { textOf } from '../../../../src/shared/session.ts'
import type { TempStore } from './temp-store.ts'
import { tempStore } from './temp-store.ts'
import { answerTo, ended, text, turn } from './turns.ts'

/** A chat of so many turns, each answer of this length. Returns its messages' ids, oldest first. */
async function longChat(store: TempStore, turns: number, answer_chars: number) {
  const { session_id } = await store.sessions.create(null)
  const ids: MessageId[] = []
  for (let n = 0; n < turns; n++) {
    const one = turn(session_id, ids.at(-1) ?? null, `prompt ${n}`)
    await store.journal.open(one)
    await store.journal.close(ended(one, text(`${n} `.padEnd(answer_chars, 'x'))))
    ids.push(one.user_message.message_id, one.answer.message_id)
  }
  return { session_id, ids }
}

const idsOf = (page: MessagePage | null): MessageId[] => (page?.messages ?? []).map((one) => one.message_id)

test('a long chat opens with its last page, and pages upwards without a gap or a double', async () => {
  const store = await tempStore({ file: ':memory:' })
  const { session_id, ids } = await longChat(store, 60, 20)
  let page: MessagePage | null = await store.sessions.load(session_id)
  expect(page?.messages).toHaveLength(40)
  let read = idsOf(page)
  while (page && page.earlier > 0) {
    expect(page.earlier).toBe(ids.length - read.length)
    page = await store.sessions.earlier(session_id, read[0] as MessageId)
    read = [...idsOf(page), ...read]
  }
  expect(read).toEqual(ids)
})

test('long answers make a page short, but a prompt and its answer are always there', async () => {
  const store = await tempStore({ file: ':memory:' })
  const { session_id, ids } = await longChat(store, 6, 200 * 1024)
  const page = await store.sessions.load(session_id)
  expect(idsOf(page)).toEqual(ids.slice(-2))
  const huge = await longChat(store, 2, 2 * 1024 * 1024)
  const last = await store.sessions.load(huge.session_id)
  expect(idsOf(last)).toEqual(huge.ids.slice(-2))
  expect(textOf(last?.messages[1] ?? { parts: [] })).toHaveLength(2 * 1024 * 1024)
})

test('an answer given again is a version of the one before, and only messages with siblings have versions', async () => {
  const store = await tempStore({ file: ':memory:' })
  const { session_id, ids } = await longChat(store, 2, 10)
  const loaded = await store.sessions.load(session_id)
  expect(loaded?.versions).toEqual({})
  const prompt = loaded?.messages[2]
  if (!prompt) throw new Error('there is no second prompt')
  const again = answerTo(prompt)
  await store.journal.open(again)
  const versions = [ids[3], again.answer.message_id]
  const after = await store.sessions.load(session_id)
  expect(idsOf(after)).toEqual([...ids.slice(0, 3), again.answer.message_id])
  expect(after?.versions).toEqual({ [again.answer.message_id]: versions })
})

test('first prompts of one chat are versions of each other, not of those of another chat', async () => {
  const store = await tempStore({ file: ':memory:' })
  const one = await longChat(store, 1, 10)
  const other = await longChat(store, 1, 10)
  const edited = turn(one.session_id, null, 'edited')
  await store.journal.open(edited)
  const loaded = await store.sessions.load(one.session_id)
  const versions = [one.ids[0], edited.user_message.message_id]
  expect(loaded?.versions).toEqual({ [edited.user_message.message_id]: versions })
  expect((await store.sessions.load(other.session_id))?.versions).toEqual({})
})

test('one message is read alone, and only in its own chat', async () => {
  const store = await tempStore({ file: ':memory:' })
  const { session_id, ids } = await longChat(store, 1, 10)
  const [prompt] = ids as [MessageId]
  expect(await store.sessions.message(session_id, prompt)).toMatchObject({ role: 'user', message_id: prompt })
  const other = await longChat(store, 1, 10)
  expect(await store.sessions.message(other.session_id, prompt)).toBeNull()
  expect(await store.sessions.message('nobody' as SessionId, prompt)).toBeNull()
  expect(await store.sessions.earlier(session_id, 'nothing' as MessageId)).toBeNull()
})
