import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import type { Clock } from '../../src/main/lib/clock.ts'
import { VirtualClock } from '../support/virtual-clock.ts'
import { savedText, tempStore } from '../unit/main/store/temp-store.ts'
import { ended, text, token, turn } from '../unit/main/store/turns.ts'

/** 400 KiB of disk. */
const SMALL_DISK_PAGES = 114

/** A store whose disk is nearly full of one old chat. */
async function nearlyFull(clock?: Clock) {
  const store = await tempStore({ max_pages: SMALL_DISK_PAGES, ...(clock && { clock }) })
  const old = await store.sessions.create(null)
  const filler = turn(old.session_id, null, 'Fill the disk')
  await store.journal.open(filler)
  await store.journal.close(ended(filler, text('x'.repeat(240_000))))
  const { session_id } = await store.sessions.create(null)
  const one = turn(session_id, null, 'Go')
  await store.journal.open(one)
  return { ...store, one, session_id, old }
}

test('a batch the disk refuses is kept, told once, and saved in order when there is space again', async () => {
  const { journal, sessions, one, old, file, log } = await nearlyFull()
  const said = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(40_000))
  const appendAndFlush = async (seq: number): Promise<void> => {
    journal.append(token(one, seq, said[seq] ?? ''))
    await journal.flush()
  }
  const saved = () => savedText(file, one.stream_id)
  await appendAndFlush(0)
  await appendAndFlush(1)
  await appendAndFlush(2)
  await appendAndFlush(3)
  const before = log.filter((line) => line.event.startsWith('journal_batch'))
  expect(before).toMatchObject([{ event: 'journal_batch_failed', kind: 'full' }])
  const part = saved()[0]?.text ?? ''
  expect(said.join('').startsWith(part)).toBe(true)
  expect(part.length).toBeLessThan(160_000)

  await sessions.purge(old.session_id)
  await journal.flush()
  expect(saved()).toEqual(text(said.join('')))
  const after = log.filter((line) => line.event.startsWith('journal_batch'))
  expect(after.map((line) => line.event)).toEqual(['journal_batch_failed', 'journal_batch_saved'])
})

test('text that came while a batch was being refused stays behind it', async () => {
  const virtual = new VirtualClock()
  let afterTimer = (): void => {}
  const clock: Clock = {
    now: () => virtual.now(),
    wallTime: () => virtual.wallTime(),
    after: (ms, run) =>
      virtual.after(ms, () => {
        run()
        afterTimer()
      }),
  }
  const { journal, sessions, one, old, file, log } = await nearlyFull(clock)
  journal.append(token(one, 1, 'x'.repeat(150_000)))
  let sent = 0
  // In the tick in which the batch leaves: a turn of the event loop later the refusal may already be here.
  afterTimer = () => {
    sent = journal.batches().sent
    journal.append(token(one, 2, 'y'))
    afterTimer = () => {}
  }
  await virtual.advance(100)
  expect(sent).toBe(1)
  await expect.poll(() => log.at(-1)?.event).toBe('journal_batch_failed')
  journal.append(token(one, 3, 'z'))
  await sessions.purge(old.session_id)
  await journal.flush()
  expect(savedText(file, one.stream_id)).toEqual(text(`${'x'.repeat(150_000)}yz`))
})

test('the refused batch is tried again by itself', async () => {
  const { journal, sessions, one, old, file } = await nearlyFull()
  journal.append(token(one, 0, 'x'.repeat(150_000)))
  await journal.flush()
  expect(journal.batches().committed).toBe(0)
  await sessions.purge(old.session_id)
  await expect.poll(() => journal.batches().committed, { timeout: 10_000 }).toBe(1)
  expect(savedText(file, one.stream_id)[0]?.text).toHaveLength(150_000)
})

test('an end the disk refuses can be saved later; what was saved before is whole', async () => {
  const { journal, sessions, one, session_id, old, file, log } = await nearlyFull()
  journal.append(token(one, 0, 'y'.repeat(30_000)))
  await journal.flush()
  journal.append(token(one, 1, 'z'.repeat(70_000)))
  const record = ended(one, text('y'.repeat(30_000) + 'z'.repeat(70_000)), 'stopped')
  await expect(journal.close(record)).rejects.toMatchObject({ kind: 'full', errcode: 13 })
  const cut = (await sessions.load(session_id))?.messages.at(-1)
  expect(cut).toMatchObject({ end: null })
  expect(savedText(file, one.stream_id)).toEqual(text('y'.repeat(30_000)))
  await expect(
    journal.open(turn(session_id, one.answer.message_id, 'w'.repeat(90_000))),
  ).rejects.toMatchObject({ kind: 'full', message: 'The disk is full. Make room, then try again.' })
  expect(sessions.leaf(session_id)).toBe(one.answer.message_id)

  await sessions.purge(old.session_id)
  await journal.close(record)
  await journal.flush()
  const answer = (await sessions.load(session_id))?.messages.at(-1)
  expect(answer).toMatchObject({ parts: record.parts, end: record.end })
  expect(log.filter((line) => line.event === 'late_write_refused')).toEqual([])
  const db = new DatabaseSync(file, { readOnly: true })
  expect(db.prepare('PRAGMA integrity_check').all()).toMatchObject([{ integrity_check: 'ok' }])
  expect(db.prepare('SELECT count(*) AS n FROM chunk').get()).toMatchObject({ n: 0 })
  db.close()
})

test('a refused end whose text was not on disk yet puts that text into the next batch', async () => {
  const { journal, one, file } = await nearlyFull()
  journal.append(token(one, 0, 'short text'))
  // The record is too large for the disk, its text is not: what a chat full of reasoning could look like.
  const record = ended(one, text('short text'), 'error')
  const error = { content: 'e'.repeat(200_000), error_type: 'bad_reply' as const, retryable: true }
  await expect(journal.close({ ...record, end: { ...record.end, error } })).rejects.toMatchObject({
    kind: 'full',
  })
  await journal.flush()
  expect(savedText(file, one.stream_id)).toEqual(text('short text'))
})
