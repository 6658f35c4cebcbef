import { cpSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { checkBackup } from '../../src/main/store/backup/check-backup.ts'
import { MIGRATIONS } from '../../src/main/store/migrations/migrations.ts'
import { fillChats, hashOf, messagesIn, overwritePages, pagesOf } from '../unit/main/store/damaged-file.ts'
import { tempFolder, tempStore } from '../unit/main/store/temp-store.ts'
import { runChild, say } from './store-kills.ts'

const STEPS_MAX = 100
const LIMIT = { timeout: 600_000 }

function namesIn(file: string): string[] {
  return readdirSync(dirname(file)).toSorted()
}

/** For each step at which a start (and a backup) can be cut: a copy of `file` with its companions, cut there. */
async function cutAtEachStep(
  file: string,
  what: 'open' | 'backup',
  check: (cut: string) => Promise<void>,
): Promise<number> {
  onTestFinished(() => void delete process.env['SLUICE_CUT_AT'])
  for (let step = 1; step <= STEPS_MAX; step++) {
    const copy = join(tempFolder(), 'sluice.db')
    cpSync(dirname(file), dirname(copy), { recursive: true })
    process.env['SLUICE_CUT_AT'] = String(step)
    const { signal, lines } = await runChild('./store-cut-child.ts', [copy, what], null)
    await check(copy)
    const in_order = signal === null
    expect([signal, lines.at(-1) === 'done']).toEqual([in_order ? null : 'SIGKILL', in_order])
    if (in_order) return step - 1
  }
  throw new Error('it never ended')
}

test(
  'killed at any step of a salvage, the next start has all that can be read, and the damaged file',
  LIMIT,
  async () => {
    const file = join(tempFolder(), 'sluice.db')
    await fillChats(file, { chats: 10, messages: 30 })
    const before = messagesIn(file)
    overwritePages(file, pagesOf(file, 'message', 'internal').slice(0, 1))
    const damaged = hashOf(file)
    const told: unknown[] = []
    const kills = await cutAtEachStep(file, 'open', async (cut) => {
      const { report, dispose } = await tempStore({ file: cut })
      await dispose()
      expect(messagesIn(cut)).toEqual(before)
      const names = namesIn(cut).filter((name) => !/-(wal|shm)$/.test(name))
      expect(names).toHaveLength(2)
      expect(hashOf(join(dirname(cut), names[1] ?? ''))).toBe(damaged)
      told.push(report.damage)
      expect([{ how: 'salvaged', saved_percent: 100, aside: names[1] }, null]).toContainEqual(report.damage)
    })
    // Some of the last had told of it and marked an end in order before; the reader's thread makes their order vary.
    expect(told.slice(0, 9).filter((damage) => damage === null)).toEqual([])
    say(`salvage cut at each of ${kills} steps, ${kills} times all of it was there at the next start`)
    expect(kills).toBeGreaterThan(8)
  },
)

test(
  'killed at any step of a restore, the backup or the chats before it are there, and the other one is kept',
  LIMIT,
  async () => {
    const file = join(tempFolder(), 'sluice.db')
    await fillChats(file, { chats: 10, messages: 10 })
    const first = await tempStore({ file })
    const { name } = await first.backups.make()
    const old = messagesIn(file)
    await first.sessions.purge(first.sessions.list()[0]!.session_id)
    const since = messagesIn(file)
    await first.dispose()
    writeFileSync(`${file}.restore-request`, name)
    const kills = await cutAtEachStep(file, 'open', async (cut) => {
      await (await tempStore({ file: cut })).dispose()
      expect(messagesIn(cut)).toEqual(old)
      const kept = namesIn(cut).filter((other) => other.startsWith('sluice.db.restore-'))
      expect(kept).toHaveLength(1)
      expect(messagesIn(join(dirname(cut), kept[0] ?? ''))).toEqual(since)
      expect(messagesIn(join(dirname(cut), name))).toEqual(old)
      expect(namesIn(cut).filter((other) => /part|next|request/.test(other))).toEqual([])
    })
    say(`restore cut at each of ${kills} steps, ${kills} times both were there at the next start`)
    expect(kills).toBeGreaterThan(8)
  },
)

test('killed at any step of a backup, what is called a backup is whole', LIMIT, async () => {
  const file = join(tempFolder(), 'sluice.db')
  // More than SQLite holds in memory: a half copy is in its file.
  await fillChats(file, { chats: 300, messages: 50 })
  const before = messagesIn(file)
  let made = 0
  const kills = await cutAtEachStep(file, 'backup', async (cut) => {
    for (const name of namesIn(cut).filter((other) => /asked-[\dTZ-]+$/.test(other))) {
      checkBackup(join(dirname(cut), name), MIGRATIONS.length)
      expect(messagesIn(join(dirname(cut), name))).toEqual(before)
      made++
    }
    await (await tempStore({ file: cut })).dispose()
    expect(messagesIn(cut)).toEqual(before)
    expect(namesIn(cut).filter((name) => name.includes('.part'))).toEqual([])
  })
  say(`backup cut at each of ${kills} steps: ${made} complete, 0 half ones under the name of a backup`)
  expect(kills).toBeGreaterThan(8)
  expect(made).toBeGreaterThan(0)
})
