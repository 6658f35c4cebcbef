import { expect, test, vi } from 'vitest'
import type { Backups } from '../../../../src/main/ipc/transfer-handlers.ts'
import { transferHandlers } from '../../../../src/main/ipc/transfer-handlers.ts'
import type { Transfers } from '../../../../src/main/transfer/transfers.ts'
import type { BackupInfo } from '../../../../src/shared/backup.ts'
import type { SessionId } from '../../../../src/shared/ids.ts'

const ASKER = { page_id: 1 }
const BUSY = { refused: 'Another one is under way.' }
const BACKUP: BackupInfo = { name: 'a', kind: 'daily', created_at: 1, bytes: 2 }
const weir = 'weir' as SessionId

function started(busy = false, backups: Partial<Backups> = {}, unsaved = 0) {
  const begun: unknown[][] = []
  const begin =
    (kind: string) =>
    (...args: unknown[]) => {
      begun.push([kind, ...args])
      return { transfer_id: 't1' }
    }
  const transfers = {
    state: null,
    refusal: () => (busy ? BUSY : null),
    export: begin('export'),
    import: begin('import'),
    backup: begin('backup'),
    cancel: begin('cancel'),
  } as unknown as Transfers
  const restart = vi.fn<() => void>()
  const asked: string[] = []
  const answers: { path: string | null } = { path: '/tmp/x.json' }
  const handlers = transferHandlers({
    transfers,
    backups: {
      list: async () => [BACKUP],
      make: async () => BACKUP,
      requestRestore: async () => {},
      ...backups,
    },
    fileName: (title, format) => `${title ?? 'all'}.${format}`,
    titleOf: (session_id) => (session_id === weir ? 'Weirs' : null),
    askWhere: async (file_name) => {
      asked.push(file_name)
      return answers.path
    },
    askFile: async () => answers.path,
    unsaved: () => unsaved,
    restart,
  })
  return { handlers, begun, asked, answers, restart }
}

test('an export proposes a name, and begins where the person said', async () => {
  const { handlers, begun, asked } = started()
  expect(await handlers['transfer:export']({ session_id: weir, format: 'markdown' }, ASKER)).toEqual({
    transfer_id: 't1',
  })
  await handlers['transfer:export']({ session_id: null, format: 'json' }, ASKER)
  expect(asked).toEqual(['Weirs.markdown', 'all.json'])
  expect(begun).toEqual([
    ['export', [weir], 'markdown', '/tmp/x.json'],
    ['export', null, 'json', '/tmp/x.json'],
  ])
})

test('who changes their mind begins nothing', async () => {
  const { handlers, begun, answers } = started()
  answers.path = null
  expect(await handlers['transfer:export']({ session_id: null, format: 'json' }, ASKER)).toBeNull()
  expect(await handlers['transfer:import'](null, ASKER)).toBeNull()
  expect(begun).toEqual([])
})

test('nobody is asked for a place in vain: a chat that is gone, and a transfer under way, are told first', async () => {
  const { handlers, asked } = started()
  const gone = await handlers['transfer:export']({ session_id: 'gone' as SessionId, format: 'json' }, ASKER)
  expect(gone).toEqual({ refused: 'This chat does not exist any more.' })
  const busy = started(true)
  expect(await busy.handlers['transfer:export']({ session_id: null, format: 'json' }, ASKER)).toEqual(BUSY)
  expect(await busy.handlers['transfer:import'](null, ASKER)).toEqual(BUSY)
  expect([...asked, ...busy.asked]).toEqual([])
})

test('a restore is noted before the app starts again; one that is refused restarts nothing', async () => {
  const { handlers, restart } = started()
  expect(await handlers['backup:restore']({ name: 'a' }, ASKER)).toBeNull()
  expect(restart).toHaveBeenCalledTimes(1)
  const refusal = Object.assign(new Error('This backup is gone.'), { name: 'StoreError' })
  const other = started(false, { requestRestore: () => Promise.reject(refusal) })
  expect(await other.handlers['backup:restore']({ name: 'a' }, ASKER)).toEqual({
    refused: 'This backup is gone.',
  })
  expect(other.restart).not.toHaveBeenCalled()
  const busy = started(true)
  expect(await busy.handlers['backup:restore']({ name: 'a' }, ASKER)).toEqual(BUSY)
  expect(busy.restart).not.toHaveBeenCalled()
})

test('a backup is made as a transfer, and the list is the store’s', async () => {
  const make = vi.fn<Backups['make']>(async () => BACKUP)
  const { handlers, begun } = started(false, { make })
  await handlers['backup:make'](null, ASKER)
  const [, run] = begun[0] as [string, (progress: () => void, signal: AbortSignal) => Promise<unknown>]
  const { signal } = new AbortController()
  const progress = (): void => {}
  await run(progress, signal)
  expect(make).toHaveBeenCalledWith(progress, signal)
  expect(await handlers['backup:list'](null, ASKER)).toEqual([BACKUP])
})

test('nothing is restored while an answer is not saved: the start would lose it', async () => {
  const requestRestore = vi.fn<Backups['requestRestore']>()
  const { handlers, restart } = started(false, { requestRestore }, 1)
  expect(await handlers['backup:restore']({ name: 'a' }, ASKER)).toEqual({
    refused: expect.stringContaining('could not be saved yet') as string,
  })
  expect(requestRestore).not.toHaveBeenCalled()
  expect(restart).not.toHaveBeenCalled()
})
