import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { AwakeClock } from '../../../../src/main/lib/awake-clock.ts'
import type { LogLine } from '../../../../src/main/ports.ts'
import type { ChatTransfer } from '../../../../src/main/store/chat-transfer.ts'
import { Transfers } from '../../../../src/main/transfer/transfers.ts'
import type { Session } from '../../../../src/shared/session.ts'
import type { TransferState } from '../../../../src/shared/transfer.ts'
import { tempFolder, tempStore } from '../store/temp-store.ts'
import { directChats } from './direct-chats.ts'
import { chatOf } from './sample-chats.ts'

async function started(chats?: ChatTransfer) {
  const clock = new AwakeClock()
  onTestFinished(() => clock.dispose())
  const store = await tempStore()
  const told: TransferState[] = []
  const log: LogLine[] = []
  const imported: Session[] = []
  const transfers = new Transfers({
    chats: chats ?? store.transfer,
    clock,
    writeLog: (line) => void log.push(line),
    modelName: ({ model }) => model,
    onChanged: (state) => void told.push(state),
    onImported: (sessions) => void imported.push(...sessions),
  })
  onTestFinished(() => transfers.dispose())
  const over = async (): Promise<TransferState> => {
    await expect.poll(() => transfers.state?.state).not.toBe('running')
    const { state } = transfers
    if (!state) throw new Error('nothing was begun')
    return state
  }
  return { transfers, store, told, log, imported, over, folder: tempFolder() }
}

/** A source whose reading never comes back until it is let go. */
function held(): { chats: ChatTransfer; letGo: () => void } {
  const { promise, resolve } = Promise.withResolvers<[]>()
  return { chats: { list: () => promise } as unknown as ChatTransfer, letGo: () => resolve([]) }
}

test('an export and its import, through the worker: the sessions are known at once', async () => {
  const there = await started()
  const { session_id } = await there.store.sessions.create(null)
  await there.store.sessions.rename(session_id, 'Weirs')
  const path = join(there.folder, 'all.json')
  there.transfers.export(null, 'json', path)
  expect(await there.over()).toMatchObject({
    state: 'done',
    outcome: '1 chat exported to “all.json”.',
    path,
    done: 1,
    total: 1,
  })
  const here = await started()
  here.transfers.import(path)
  expect(await here.over()).toMatchObject({ state: 'done', kind: 'import', outcome: '1 chat imported.' })
  expect(here.imported.map((session) => session.title)).toEqual(['Weirs'])
  expect(here.store.sessions.list()).toEqual(there.store.sessions.list())
  here.transfers.import(path)
  expect(await here.over()).toMatchObject({ outcome: '1 chat was here already, just the same.' })
  await here.store.sessions.rename(session_id, 'Locks')
  here.transfers.import(path)
  expect((await here.over()).outcome).toBe(
    '1 chat is here with other contents and came as a copy, named “(imported)”.',
  )
  expect(
    here.store.sessions
      .list()
      .map((session) => session.title)
      .toSorted(),
  ).toEqual(['Locks', 'Weirs (imported)'])
})

test('one at a time: a second is refused with a sentence', async () => {
  const { chats, letGo } = held()
  const { transfers, folder, over } = await started(chats)
  expect(transfers.export(null, 'json', join(folder, 'a.json'))).toHaveProperty('transfer_id')
  expect(transfers.import(join(folder, 'b.json'))).toEqual({ refused: expect.stringContaining('under way') })
  expect(transfers.backup(async () => {})).toEqual({ refused: expect.stringContaining('under way') })
  letGo()
  await over()
  expect(transfers.refusal()).toBeNull()
})

test('Cancel calls off the one that is meant, and says so', async () => {
  const { chats, letGo } = held()
  const { transfers, folder, over, log } = await started(chats)
  const begun = transfers.export(null, 'json', join(folder, 'a.json'))
  transfers.cancel('another')
  transfers.cancel('transfer_id' in begun ? begun.transfer_id : '')
  letGo()
  expect(await over()).toMatchObject({
    state: 'cancelled',
    outcome: 'The export was cancelled; no file was written.',
  })
  expect(readdirSync(folder)).toEqual([])
  expect(log.map((line) => [line.event, line['how']])).toEqual([
    ['transfer_start', undefined],
    ['transfer_end', 'cancelled'],
  ])
})

test('what goes wrong is a sentence, and neither a title nor a file’s name is in the log', async () => {
  const { transfers, folder, over, log } = await started()
  writeFileSync(join(folder, 'my-secrets.json'), 'no')
  transfers.import(join(folder, 'my-secrets.json'))
  expect(await over()).toMatchObject({
    state: 'failed',
    outcome: 'This is not a file of chats that Sluice exported as JSON or NDJSON. Nothing was imported.',
  })
  transfers.export(null, 'json', join(folder, 'none', 'my-secrets.json'))
  expect((await over()).outcome).toMatch(/the folder does not exist/)
  expect(JSON.stringify(log)).not.toContain('my-secrets')
})

test('a full disk of the database is told, nothing is imported, and an import that fits works after it', async () => {
  const source = await directChats()
  const big = chatOf('big', 'x'.repeat(3_000_000))
  source.put(big)
  const { transfers, folder, over } = await started()
  const store = await tempStore({ max_pages: 200 })
  const clock = new AwakeClock()
  onTestFinished(() => clock.dispose())
  const { exported } = await import('./transfer-files.ts')
  await exported(source, folder, 'json')
  const small = new Transfers({
    chats: store.transfer,
    clock,
    writeLog: () => {},
    modelName: () => '',
    onChanged: () => {},
    onImported: () => {},
  })
  small.import(join(folder, 'chats.json'))
  await expect.poll(() => small.state?.state).toBe('failed')
  expect(small.state?.outcome).toBe('The disk is full. Make room, then try again. Nothing was imported.')
  expect(await store.transfer.list()).toEqual([])
  transfers.import(join(folder, 'chats.json'))
  expect(await over()).toMatchObject({ state: 'done' })
})

test('a backup tells its pages and its end; one that fails says why', async () => {
  const { transfers, told, over } = await started()
  transfers.backup(async (progress) => {
    progress(3, 10)
    await delay(0)
  })
  expect(await over()).toMatchObject({
    kind: 'backup',
    unit: 'pages',
    state: 'done',
    outcome: 'The backup is made.',
  })
  expect(told.map((state) => state.done)).toContain(3)
  transfers.backup(() =>
    Promise.reject(Object.assign(new Error('The disk is full.'), { name: 'StoreError', detail: '' })),
  )
  expect(await over()).toMatchObject({ state: 'failed', outcome: 'The disk is full. No backup was made.' })
})

test('the end of the app calls off what runs, and waits until it let go', async () => {
  const { chats, letGo } = held()
  const { transfers, folder } = await started(chats)
  transfers.export(null, 'json', join(folder, 'a.json'))
  const gone = transfers.dispose()
  letGo()
  await gone
  expect(transfers.state?.state).toBe('cancelled')
  expect(existsSync(join(folder, 'a.json.part'))).toBe(false)
  expect(transfers.export(null, 'json', join(folder, 'b.json'))).toHaveProperty('refused')
})
