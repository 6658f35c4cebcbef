import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { fillChats, hashOf, messagesIn } from '../unit/main/store/damaged-file.ts'
import { tempFolder, tempStore } from '../unit/main/store/temp-store.ts'
import { ended, text, token, turn } from '../unit/main/store/turns.ts'
import { say } from './store-kills.ts'

const WAITS_MS = 5_000
const CHILD = fileURLToPath(new URL('./store-lock-child.ts', import.meta.url))

/** Another program holds the database; `release` ends it. */
async function heldBy(file: string): Promise<{ release: () => Promise<void> }> {
  const child = spawn(process.execPath, [CHILD, file], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const exited = once(child, 'exit')
  await once(child.stdout, 'data', { signal: AbortSignal.timeout(30_000) })
  return {
    release: async () => {
      child.kill('SIGKILL')
      await exited
    },
  }
}

async function msUntilRefused(doing: Promise<unknown>): Promise<number> {
  const from = performance.now()
  await expect(doing).rejects.toMatchObject({ kind: 'busy' })
  await expect(doing).rejects.toThrow(
    'Another program holds the chat database. Close it, or wait until it is done.',
  )
  return Math.round(performance.now() - from)
}

test('a lock of another program is waited for 5 s, then said; text is kept, and saved once the lock is gone', async () => {
  const { file, sessions, journal, log } = await tempStore()
  const { session_id } = await sessions.create(null)
  const one = turn(session_id, null, 'Go')
  await journal.open(one)
  const { release } = await heldBy(file)
  const waited_ms = await msUntilRefused(sessions.rename(session_id, 'Held up'))
  expect(waited_ms).toBeGreaterThanOrEqual(WAITS_MS - 100)
  journal.append(token(one, 1, 'kept '))
  await journal.flush()
  expect(log.find((line) => line.event === 'journal_batch_failed')).toMatchObject({ kind: 'busy' })
  await release()
  journal.append(token(one, 2, 'and saved'))
  await journal.flush()
  await journal.close(ended(one, text('kept and saved')))
  expect((await sessions.load(session_id))?.messages.at(-1)?.parts).toEqual(text('kept and saved'))
  expect((await sessions.rename(session_id, 'Free')).title).toBe('Free')
  say(`locked by another process: refused after ${waited_ms} ms, all text saved after the lock was gone`)
})

test('a database that another program holds at the start is no damaged one: it is refused, and opens afterwards', async () => {
  const file = join(tempFolder(), 'sluice.db')
  await fillChats(file, { chats: 3, messages: 4 })
  const before = messagesIn(file)
  const { release } = await heldBy(file)
  const hash = hashOf(file)
  const waited_ms = await msUntilRefused(tempStore({ file }))
  expect(waited_ms).toBeGreaterThanOrEqual(WAITS_MS - 100)
  expect(hashOf(file)).toBe(hash)
  await release()
  const { report } = await tempStore({ file })
  expect(report.damage).toBe(null)
  expect(messagesIn(file)).toEqual(before)
  say(`locked at the start: refused after ${waited_ms} ms, opened after the lock was gone`)
})
