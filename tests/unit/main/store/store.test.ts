import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { AwakeClock } from '../../../../src/main/lib/awake-clock.ts'
import { StoreError } from '../../../../src/main/store/store-error.ts'
import { SIMULATOR_ID } from '../../../../src/main/store/connections.ts'
import { openStore } from '../../../../src/main/store/store.ts'
import { DEFAULT_SETTINGS } from '../../../../src/shared/settings.ts'
import { VirtualClock } from '../../../support/virtual-clock.ts'
import { MORTAL_WORKER, STORE_WORKER, tempFolder, tempStore } from './temp-store.ts'
import { ended, text, token, turn } from './turns.ts'

test('an answer cut by the end of its writer is interrupted at the next start, with its text', async () => {
  const first = await tempStore({ worker: MORTAL_WORKER })
  const { session_id } = await first.sessions.create(null)
  const [cut, done] = [turn(session_id, null, 'Go'), turn(session_id, null, 'Done')]
  await first.journal.open(done)
  await first.journal.close(ended(done, text('whole')))
  await first.journal.open(cut)
  first.journal.append(token(cut, 1, 'why', 'reasoning'))
  first.journal.append(token(cut, 2, 'because'))
  await first.journal.flush()
  await expect(first.settings.set({ theme: 'dark' })).rejects.toThrow(StoreError)

  const second = await tempStore({ file: first.file })
  expect(second.report).toMatchObject({ unclean: true, interrupted: 1 })
  const answer = (await second.sessions.load(session_id))?.messages.at(-1)
  expect(answer?.parts).toEqual([{ channel: 'reasoning', text: 'why' }, ...text('because')])
  expect(answer?.end).toMatchObject({ reason: 'interrupted' })
  await second.dispose()
  const reader = new DatabaseSync(first.file, { readOnly: true })
  expect(reader.prepare('SELECT count(*) AS rows FROM chunk').get()).toMatchObject({ rows: 0 })
  reader.close()
  const third = await tempStore({ file: first.file })
  expect(third.report).toMatchObject({ unclean: false, interrupted: 0 })
})

test('a worker that dies rejects what waits and what comes, says so once, and text does not pile up', async () => {
  const clock = new VirtualClock()
  const { journal, sessions, settings, log, dispose } = await tempStore({ worker: MORTAL_WORKER, clock })
  const { session_id } = await sessions.create(null)
  const one = turn(session_id, null, 'Go')
  const model = { connection_id: SIMULATOR_ID, model: 'normal' }
  await journal.open(one)
  const waiting = [
    settings.set({ theme: 'dark' }),
    sessions.setModel(session_id, model),
    sessions.create(null),
  ]
  const outcomes = await Promise.allSettled(waiting)
  for (const outcome of outcomes)
    expect(outcome).toMatchObject({ status: 'rejected', reason: { kind: 'closed' } })
  await expect(journal.close(ended(one, text('kept in memory')))).rejects.toMatchObject({ kind: 'closed' })
  await expect(sessions.rename(session_id, 'x')).rejects.toThrow('Restart Sluice')
  // What is saved can still be read.
  expect((await sessions.load(session_id))?.messages).toHaveLength(2)
  expect(settings.get()).toEqual(DEFAULT_SETTINGS)
  journal.append(token(one, 1, 'more'))
  await journal.flush()
  journal.append(token(one, 2, 'and more'))
  expect(clock.armed).toBe(0)
  await dispose()
  const told = log.filter((line) => line.event.endsWith('_died') || line.event.endsWith('_failed'))
  expect(told.map((line) => line.event)).toEqual(['store_worker_died', 'journal_batch_failed'])
})

test('disposing saves the text that waits for its batch, and leaves one file', async () => {
  const first = await tempStore()
  const { session_id } = await first.sessions.create(null)
  const one = turn(session_id, null, 'Go')
  await first.journal.open(one)
  first.journal.append(token(one, 1, 'the last words'))
  await Promise.all([first.dispose(), first.dispose()])
  await expect(first.sessions.create(null)).rejects.toMatchObject({ kind: 'closed' })
  const second = await tempStore({ file: first.file })
  expect(second.report.unclean).toBe(false)
  expect((await second.sessions.load(session_id))?.messages.at(-1)?.parts).toEqual(text('the last words'))
})

test('disposing ends within its limit although another program holds the database', async () => {
  const store = await tempStore()
  const { session_id } = await store.sessions.create(null)
  const holder = new DatabaseSync(store.file)
  holder.exec('BEGIN IMMEDIATE')
  const renaming = store.sessions.rename(session_id, 'never saved')
  const renamed = Promise.allSettled([renaming])
  const from = performance.now()
  await store.dispose()
  const took_ms = performance.now() - from
  expect(await renamed).toMatchObject([{ reason: { kind: 'closed' } }])
  holder.close()
  expect(store.log.at(-1)).toMatchObject({ event: 'store_dispose_late', limit_ms: 2_000 })
  expect(took_ms).toBeLessThan(4_000)
})

test('a store that cannot be opened rejects with a sentence', async () => {
  const clock = new AwakeClock()
  const lines: string[] = []
  const opening = openStore({
    file: join(tempFolder(), 'nowhere', 'sluice.db'),
    worker: STORE_WORKER,
    clock,
    writeLog: ({ event }) => lines.push(event),
  })
  await expect(opening).rejects.toMatchObject({ name: 'StoreError', kind: 'unopenable' })
  await expect(opening).rejects.toThrow(/folder/)
  clock.dispose()
  expect(lines).toEqual([])
})

test('a worker that is not there rejects the opening', async () => {
  const worker = new URL('./no-such-worker.ts', import.meta.url)
  await expect(tempStore({ worker })).rejects.toMatchObject({ kind: 'closed' })
})
