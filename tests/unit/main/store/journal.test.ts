import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test, vi } from 'vitest'
import { VirtualClock } from '../../../support/virtual-clock.ts'
import { savedText, tempStore } from './temp-store.ts'
import { answerTo, ended, text, token, turn } from './turns.ts'

function chunksIn(file: string): unknown {
  const reader = new DatabaseSync(file, { readOnly: true })
  const row = reader.prepare('SELECT count(*) AS rows FROM chunk').get()
  reader.close()
  return row?.['rows']
}

describe('opening', () => {
  test('saves prompt and answer and resolves with the branch up to the prompt', async () => {
    const { journal, sessions } = await tempStore()
    const { session_id } = await sessions.create(null)
    const first = turn(session_id, null, 'What is a sluice?')
    expect((await journal.open(first)).branch).toEqual([first.user_message])
    const second = turn(session_id, first.answer.message_id, 'And a weir?')
    const { branch } = await journal.open(second)
    expect(branch).toEqual([first.user_message, first.answer, second.user_message])
    const loaded = await sessions.load(session_id)
    expect(loaded?.messages).toEqual([...branch, second.answer])
  })

  test('regenerating resolves with the branch up to the prompt and shows the sibling from then on', async () => {
    const { journal, sessions } = await tempStore()
    const { session_id } = await sessions.create(null)
    const first = turn(session_id, null, 'Tell me')
    await journal.open(first)
    await journal.close(ended(first, text('no')))
    const again = answerTo(first.user_message)
    expect((await journal.open(again)).branch).toEqual([first.user_message])
    const loaded = await sessions.load(session_id)
    expect(loaded?.messages.map((message) => message.message_id)).toEqual([
      first.user_message.message_id,
      again.answer.message_id,
    ])
  })

  test('an opening that was refused first and saved later has its chat loaded again', async () => {
    const { journal, sessions } = await tempStore()
    const { session_id } = await sessions.create(null)
    const told: string[] = []
    sessions.onLoadedLate((late) => told.push(late))
    const first = turn(session_id, null, 'One')
    const second = turn(session_id, first.answer.message_id, 'Two')
    await expect(journal.open(second)).rejects.toMatchObject({ kind: 'missing' })
    await journal.open(first)
    expect(told).toEqual([])
    await journal.open(second)
    expect(told).toEqual([session_id])
  })

  test('names the session after its first prompt, once, and moves it to the top', async () => {
    const { journal, sessions } = await tempStore()
    const { session_id } = await sessions.create(null)
    const first = turn(session_id, null, '  How deep\nis it? ', Date.now() + 5_000)
    await journal.open(first)
    const other = await sessions.create(null)
    expect(sessions.get(session_id)?.title).toBe('How deep is it?')
    expect(sessions.list().map((session) => session.session_id)).toEqual([session_id, other.session_id])
    await journal.open(turn(session_id, first.answer.message_id, 'Another question'))
    expect(sessions.get(session_id)?.title).toBe('How deep is it?')
  })

  test('the leaf is the new answer in the tick of the call, also with several under way', async () => {
    const { journal, sessions } = await tempStore()
    const { session_id } = await sessions.create(null)
    expect(sessions.leaf(session_id)).toBeNull()
    const first = turn(session_id, null, 'A')
    const saving = [journal.open(first)]
    expect(sessions.leaf(session_id)).toBe(first.answer.message_id)
    const second = turn(session_id, first.answer.message_id, 'B')
    saving.push(journal.open(second))
    expect(sessions.leaf(session_id)).toBe(second.answer.message_id)
    await Promise.all(saving)
    expect(sessions.leaf(session_id)).toBe(second.answer.message_id)
  })

  test('an opening that is refused puts the leaf back, and takes those that build on it along', async () => {
    const { journal, sessions } = await tempStore({ max_pages: 60 })
    const { session_id } = await sessions.create(null)
    const good = turn(session_id, null, 'small')
    await journal.open(good)
    const big = turn(session_id, good.answer.message_id, 'x'.repeat(500_000))
    const onTop = turn(session_id, big.answer.message_id, 'small again')
    const outcomes = await Promise.allSettled([journal.open(big), journal.open(onTop)])
    expect(outcomes).toMatchObject([{ reason: { kind: 'full' } }, { reason: { kind: 'missing' } }])
    expect(sessions.leaf(session_id)).toBe(good.answer.message_id)
    const loaded = await sessions.load(session_id)
    expect(loaded?.messages).toEqual([good.user_message, good.answer])
  })

  test('a deleted session takes no prompt', async () => {
    const { journal, sessions } = await tempStore()
    const { session_id } = await sessions.create(null)
    await sessions.delete(session_id)
    await expect(journal.open(turn(session_id, null, 'late'))).rejects.toMatchObject({ kind: 'missing' })
  })
})

describe('appending', () => {
  test('goes to disk in one batch per 100 ms for all streams, a new row at each change of channel', async () => {
    const clock = new VirtualClock()
    const { journal, sessions, file } = await tempStore({ clock })
    const { session_id } = await sessions.create(null)
    const a = turn(session_id, null, 'A')
    const b = turn(session_id, null, 'B')
    await Promise.all([journal.open(a), journal.open(b)])
    journal.append(token(a, 1, 'hm', 'reasoning'))
    journal.append(token(a, 3, 'Yes'))
    journal.append(token(b, 1, 'No'))
    journal.append(token(a, 4, ', it'))
    await clock.advance(99)
    expect(journal.batches()).toEqual({ sent: 0, committed: 0 })
    await clock.advance(1)
    expect(journal.batches().sent).toBe(1)
    await expect.poll(() => journal.batches().committed).toBe(1)
    const reader = new DatabaseSync(file, { readOnly: true })
    const rows = reader
      .prepare('SELECT stream_id, first_seq, last_seq, channel, text FROM chunk ORDER BY channel, text')
      .all()
    reader.close()
    expect(rows.map((row) => Object.values(row))).toEqual([
      [b.stream_id, 1, 1, 'answer', 'No'],
      [a.stream_id, 3, 4, 'answer', 'Yes, it'],
      [a.stream_id, 1, 1, 'reasoning', 'hm'],
    ])
    expect(clock.armed).toBe(0)
  })

  test('a running answer is loaded without the text saved so far: a window gets that from its stream', async () => {
    const { journal, sessions, file } = await tempStore()
    const { session_id } = await sessions.create(null)
    const one = turn(session_id, null, 'Go')
    await journal.open(one)
    journal.append(token(one, 1, 'first', 'reasoning'))
    journal.append(token(one, 2, 'then \0 this'))
    await journal.flush()
    const answer = (await sessions.load(session_id))?.messages.at(-1)
    expect(answer).toMatchObject({ end: null, parts: [] })
    expect(savedText(file, one.stream_id)).toEqual([
      { channel: 'reasoning', text: 'first' },
      { channel: 'answer', text: 'then \0 this' },
    ])
  })

  test('a batch that falls due while the one before is under way follows it at once', async () => {
    const clock = new VirtualClock()
    const { journal, sessions, file } = await tempStore({ clock })
    const { session_id } = await sessions.create(null)
    const one = turn(session_id, null, 'Go')
    await journal.open(one)
    const holder = new DatabaseSync(file)
    holder.exec('BEGIN IMMEDIATE')
    journal.append(token(one, 1, 'first '))
    await clock.advance(100)
    journal.append(token(one, 2, 'second'))
    await clock.advance(100)
    expect(journal.batches()).toEqual({ sent: 1, committed: 0 })
    holder.close()
    await expect.poll(() => journal.batches().committed).toBe(2)
    expect(savedText(file, one.stream_id)).toEqual(text('first second'))
  })

  test('text of a batch under way and of the next one comes out in order', async () => {
    const clock = new VirtualClock()
    const { journal, sessions, file } = await tempStore({ clock })
    const { session_id } = await sessions.create(null)
    const one = turn(session_id, null, 'Go')
    await journal.open(one)
    let said = ''
    for (let seq = 1; seq <= 40; seq++) {
      journal.append(token(one, seq, `${seq} `))
      said += `${seq} `
      await clock.advance(60)
      // Now and then the disk catches up; in between, virtual time is faster than it.
      if (seq % 10 === 0) await vi.waitUntil(() => journal.batches().committed === journal.batches().sent)
    }
    await journal.flush()
    expect(savedText(file, one.stream_id)).toEqual(text(said))
    expect(journal.batches().committed).toBeGreaterThan(2)
  })
})

describe('closing', () => {
  test('takes the text of the record as the truth, and leaves no chunk behind', async () => {
    const { journal, sessions, file, log } = await tempStore()
    const { session_id } = await sessions.create(null)
    const one = turn(session_id, null, 'Go')
    await journal.open(one)
    journal.append(token(one, 1, 'half of '))
    await journal.flush()
    journal.append(token(one, 2, 'it'))
    const record = ended(one, text('half of it, and the lost rest'), 'stopped')
    await journal.close(record)
    await journal.flush()
    expect(log.map((line) => line.event)).toEqual(['store_opened'])
    const answer = (await sessions.load(session_id))?.messages.at(-1)
    expect(answer).toMatchObject({ parts: record.parts, end: record.end })
    expect(chunksIn(file)).toBe(0)
  })

  test('a second close changes nothing: the first end stays', async () => {
    const { journal, sessions, log } = await tempStore()
    const { session_id } = await sessions.create(null)
    const one = turn(session_id, null, 'Go')
    await journal.open(one)
    const first = ended(one, text('kept'), 'superseded')
    await journal.close(first)
    await journal.close(ended(one, text('other'), 'success'))
    const answer = (await sessions.load(session_id))?.messages.at(-1)
    expect(answer).toMatchObject({ parts: first.parts, end: first.end })
    expect(log.filter((line) => line.event === 'late_write_refused')).toEqual([])
  })

  test('open, append and close without waiting are carried out in that order', async () => {
    const { journal, sessions } = await tempStore()
    const { session_id } = await sessions.create(null)
    const a = turn(session_id, null, 'A')
    const b = turn(session_id, a.answer.message_id, 'B')
    const opened = journal.open(a)
    journal.append(token(a, 1, 'partial'))
    const sent = journal.flush()
    const closed = journal.close(ended(a, text('partial'), 'superseded'))
    const { branch } = await journal.open(b)
    await Promise.all([opened, sent, closed])
    expect(branch[1]).toMatchObject({ parts: text('partial'), end: { reason: 'superseded' } })
  })

  test('late text and a late end of a purged session are refused quietly and logged', async () => {
    const { journal, sessions, log } = await tempStore()
    const { session_id } = await sessions.create(null)
    const one = turn(session_id, null, 'Go')
    await journal.open(one)
    await sessions.delete(session_id)
    await sessions.purge(session_id)
    journal.append(token(one, 1, 'late'))
    await journal.flush()
    await journal.close(ended(one, text('late')))
    const refused = log.filter((line) => line.event === 'late_write_refused')
    expect(refused.map((line) => line['operation'])).toEqual(['append', 'close'])
    expect(await sessions.load(session_id)).toBeNull()
  })

  test('text after the end of its stream never reaches the answer', async () => {
    const { journal, sessions, log, file } = await tempStore()
    const { session_id } = await sessions.create(null)
    const one = turn(session_id, null, 'Go')
    await journal.open(one)
    await journal.close(ended(one, text('all')))
    journal.append(token(one, 9, ' stale'))
    await journal.flush()
    expect((await sessions.load(session_id))?.messages.at(-1)?.parts).toEqual(text('all'))
    expect(log.at(-1)).toMatchObject({ event: 'late_write_refused', operation: 'append' })
    expect(chunksIn(file)).toBe(0)
  })
})

test('the durations of commits are kept for the last 10,000', async () => {
  const { journal, sessions } = await tempStore({ file: ':memory:' })
  const { session_id } = await sessions.create(null)
  const one = turn(session_id, null, 'Go')
  await journal.open(one)
  const record = ended(one, [])
  for (let round = 0; round < 101; round++) {
    await Promise.all(Array.from({ length: 100 }, () => journal.close(record)))
  }
  expect(journal.commits()).toHaveLength(10_000)
  expect(journal.commits().every((ms) => ms >= 0 && ms < 60_000)).toBe(true)
})
