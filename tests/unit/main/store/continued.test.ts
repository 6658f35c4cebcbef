import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { StreamId } from '../../../../src/shared/ids.ts'
import { tempStore } from './temp-store.ts'
import { answerTo, continuedBy, ended, text, token, turn } from './turns.ts'

const next = (): StreamId => randomUUID() as StreamId

test('a continued answer keeps what it held while it runs, and is joined with the new text at its end', async () => {
  const { journal, sessions } = await tempStore()
  const { session_id } = await sessions.create(null)
  const first = turn(session_id, null, 'Tell me')
  await journal.open(first)
  await journal.close(ended(first, text('Once upon '), 'stopped'))
  const second = continuedBy(first, next())
  const opened = await journal.open(second)
  expect(opened.branch.map(({ parts, end }) => ({ parts, end }))).toEqual([
    { parts: text('Tell me'), end: null },
    { parts: text('Once upon '), end: null },
  ])
  journal.append(token(second, 1, 'a time'))
  await journal.flush()
  expect((await sessions.load(session_id))?.messages[1]?.parts).toEqual(text('Once upon '))
  await journal.close(ended(second, text('a time')))
  const answer = (await sessions.load(session_id))?.messages[1]
  expect(answer).toMatchObject({
    message_id: first.answer.message_id,
    stream_id: second.stream_id,
    parts: text('Once upon a time'),
    end: { reason: 'success' },
  })
  expect((await sessions.load(session_id))?.messages).toHaveLength(2)
})

test('late text and a late end of the stream before are refused and logged', async () => {
  const { journal, sessions, log } = await tempStore()
  const { session_id } = await sessions.create(null)
  const first = turn(session_id, null, 'Tell me')
  await journal.open(first)
  await journal.close(ended(first, text('old '), 'stopped'))
  const second = continuedBy(first, next())
  await journal.open(second)
  journal.append(token(first, 9, 'LATE'))
  await journal.flush()
  await journal.close(ended(first, text('LATE LATE')))
  await journal.close(ended(second, text('new')))
  expect((await sessions.load(session_id))?.messages[1]?.parts).toEqual(text('old new'))
  const late = log.filter((line) => line.event === 'late_write_refused')
  expect(late.map((line) => [line['operation'], line['stream_id']])).toEqual([
    ['append', first.stream_id],
    ['close', first.stream_id],
  ])
})

test('an answer that runs, was gone on with meanwhile, or is of another chat is not taken over', async () => {
  const { journal, sessions } = await tempStore()
  const { session_id } = await sessions.create(null)
  const first = turn(session_id, null, 'Tell me')
  await journal.open(first)
  await expect(journal.open(continuedBy(first, next()))).rejects.toMatchObject({ kind: 'invalid' })
  await journal.close(ended(first, text('old'), 'stopped'))
  const second = continuedBy(first, next())
  await journal.open(second)
  await journal.close(ended(second, text(' new'), 'stopped'))
  await expect(journal.open(continuedBy(first, next()))).rejects.toMatchObject({ kind: 'invalid' })
  const other = await sessions.create(null)
  const stolen = { ...continuedBy(second, next()), session_id: other.session_id }
  await expect(journal.open(stolen)).rejects.toMatchObject({ name: 'StoreError' })
  expect((await sessions.load(session_id))?.messages[1]?.parts).toEqual(text('old new'))
})

test('after a crash a continued answer is what it held and what was saved of the new text', async () => {
  const first = await tempStore()
  const { session_id } = await first.sessions.create(null)
  const one = turn(session_id, null, 'Tell me')
  await first.journal.open(one)
  await first.journal.close(ended(one, text('old '), 'stopped'))
  const second = continuedBy(one, next())
  await first.journal.open(second)
  first.journal.append(token(second, 1, 'new'))
  await first.journal.flush()
  // Closed without an end of the stream: what a start finds after a crash.
  await first.dispose()
  const again = await tempStore({ file: first.file })
  const answer = (await again.sessions.load(session_id))?.messages[1]
  expect(answer).toMatchObject({ parts: text('old new'), end: { reason: 'interrupted' } })
})

test('showing a message shows the branch it is in, down to the newest leaf, and survives a start', async () => {
  const first = await tempStore()
  const { journal, sessions } = first
  const { session_id } = await sessions.create(null)
  const a = turn(session_id, null, 'A')
  const b = turn(session_id, a.answer.message_id, 'B')
  const c = turn(session_id, null, 'C')
  for (const one of [a, b]) {
    await journal.open(one)
    await journal.close(ended(one, text('answer')))
  }
  const again = answerTo(b.user_message)
  for (const one of [again, c]) {
    await journal.open(one)
    await journal.close(ended(one, text('other')))
  }
  const ids = async (store = sessions) =>
    (await store.load(session_id))?.messages.map((message) => message.message_id)
  expect(await ids()).toEqual([c.user_message.message_id, c.answer.message_id])
  expect(await sessions.showMessage(session_id, a.user_message.message_id)).toBe(true)
  const branch = [a.user_message, a.answer, b.user_message, again.answer].map(({ message_id }) => message_id)
  expect(await ids()).toEqual(branch)
  expect(sessions.leaf(session_id)).toBe(again.answer.message_id)
  expect(await sessions.showMessage(session_id, b.answer.message_id)).toBe(true)
  expect(await ids()).toEqual([...branch.slice(0, 3), b.answer.message_id])
  const other = await sessions.create(null)
  expect(await sessions.showMessage(other.session_id, b.answer.message_id)).toBe(false)
  expect(await sessions.placeOf(session_id, b.answer.message_id)).toEqual({
    role: 'assistant',
    parent_id: b.user_message.message_id,
  })
  expect(await sessions.placeOf(other.session_id, b.answer.message_id)).toBeNull()
  await first.dispose()
  const { sessions: after } = await tempStore({ file: first.file })
  expect(await ids(after)).toEqual([...branch.slice(0, 3), b.answer.message_id])
})

test('what a chat was told to be and how it is asked come with its openings', async () => {
  const { journal, sessions, file } = await tempStore()
  const { session_id } = await sessions.create(null)
  const { DatabaseSync } = await import('node:sqlite')
  const db = new DatabaseSync(file)
  db.prepare('UPDATE session SET system_prompt = ?, parameters = ?').run('Be brief.', '{"seed":7}')
  db.close()
  const opened = await journal.open(turn(session_id, null, 'Hi'))
  expect(opened).toMatchObject({ system_prompt: 'Be brief.', parameters: { seed: 7 } })
})
