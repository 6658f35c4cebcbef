import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { MORTAL_WORKER, tempStore } from './temp-store.ts'
import { ended, text, token, turn } from './turns.ts'

test('what was written in the same tick is in what is read next, text and end', async () => {
  const { journal, sessions } = await tempStore()
  const { session_id } = await sessions.create(null)
  const one = turn(session_id, null, 'q')
  void journal.open(one)
  journal.append(token(one, 1, 'half'))
  void journal.close(ended(one, text('half'), 'stopped'))
  const loaded = await sessions.load(session_id)
  expect(loaded?.messages.at(-1)).toMatchObject({ parts: text('half'), end: { reason: 'stopped' } })
})

test('while another program holds the database, nothing can be saved and every chat can be read', async () => {
  const { file, journal, sessions } = await tempStore()
  const { session_id } = await sessions.create(null)
  const one = turn(session_id, null, 'q')
  await journal.open(one)
  const holder = new DatabaseSync(file)
  holder.exec('BEGIN IMMEDIATE')
  let saved = false
  const saving = sessions.rename(session_id, 'Later').then(() => (saved = true))
  const loaded = await sessions.load(session_id)
  expect(loaded?.messages).toHaveLength(2)
  expect(saved).toBe(false)
  holder.exec('ROLLBACK')
  holder.close()
  await saving
})

test('a reader whose thread died is done without: the writer reads', async () => {
  const { log, journal, sessions } = await tempStore({ worker: MORTAL_WORKER })
  const { session_id } = await sessions.create(null)
  const one = turn(session_id, null, 'q')
  await journal.open(one)
  const page = await sessions.earlier(session_id, one.answer.message_id)
  expect(page?.messages).toEqual([one.user_message])
  expect(log.at(-1)).toMatchObject({ event: 'store_reader_died' })
  expect((await sessions.rename(session_id, 'Still saved')).title).toBe('Still saved')
})

test('a chat that was loaded before it was all on disk is told to be loaded again, once it is', async () => {
  const { file, journal, sessions } = await tempStore()
  const { session_id } = await sessions.create(null)
  const told: string[] = []
  sessions.onLoadedLate((late) => told.push(late))
  const holder = new DatabaseSync(file)
  holder.exec('BEGIN IMMEDIATE')
  const opening = journal.open(turn(session_id, null, 'q'))
  expect((await sessions.load(session_id))?.messages).toEqual([])
  expect(told).toEqual([])
  holder.exec('ROLLBACK')
  holder.close()
  await opening
  await sessions.load(session_id)
  expect(told).toEqual([session_id])
  expect((await sessions.load(session_id))?.messages).toHaveLength(2)
})
