import { copyFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { checkBackup } from '../../src/main/store/backup/check-backup.ts'
import { MIGRATIONS } from '../../src/main/store/migrations/migrations.ts'
import { fillChats, messagesIn, overwritePages, pagesOf } from '../unit/main/store/damaged-file.ts'
import { tempFolder, tempStore } from '../unit/main/store/temp-store.ts'
import { FEWER_KILLS, runChild, say } from './store-kills.ts'

const LIMIT = { timeout: 20_000 + FEWER_KILLS * 15_000 }

test(
  `${FEWER_KILLS} kills at random moments of backups: the chats are whole, and so is every backup`,
  LIMIT,
  async () => {
    const file = join(tempFolder(), 'sluice.db')
    await fillChats(file, { chats: 60, messages: 100 })
    const before = messagesIn(file)
    let cut = 0
    const looked_at = new Set<string>()
    for (let kill = 1; kill <= FEWER_KILLS; kill++) {
      const { lines } = await runChild('./store-backup-kill-child.ts', [file], Math.random() * 1_500)
      if (lines.at(-1) === 'begins') cut++
      const names = readdirSync(dirname(file)).filter((name) => /asked-[\dTZ-]+$/.test(name))
      const said = lines.filter((line) => line.startsWith('made')).map((line) => line.split(' ')[1])
      expect(names).toEqual(expect.arrayContaining(said.slice(-7)))
      for (const name of names.filter((other) => !looked_at.has(other))) {
        checkBackup(join(dirname(file), name), MIGRATIONS.length)
        expect(messagesIn(join(dirname(file), name))).toEqual(before)
        looked_at.add(name)
      }
    }
    const { dispose } = await tempStore({ file })
    await dispose()
    expect(messagesIn(file)).toEqual(before)
    expect(readdirSync(dirname(file)).filter((name) => name.includes('.part'))).toEqual([])
    say(
      `${FEWER_KILLS} kills while backups were made, ${cut} of them inside one: ${looked_at.size} backups, all whole`,
    )
    expect(cut).toBeGreaterThan(0)
  },
)

test(
  `${FEWER_KILLS} kills at random moments of a salvage: the next start has all that can be read`,
  LIMIT,
  async () => {
    const file = join(tempFolder(), 'sluice.db')
    await fillChats(file, { chats: 60, messages: 60 })
    const before = messagesIn(file)
    overwritePages(file, pagesOf(file, 'message', 'internal').slice(0, 1))
    const whole = join(tempFolder(), 'sluice.db')
    copyFileSync(file, whole)
    const from = performance.now()
    await runChild('./store-cut-child.ts', [whole], null)
    const takes_ms = performance.now() - from
    let cut = 0
    for (let kill = 1; kill <= FEWER_KILLS; kill++) {
      const copy = join(tempFolder(), 'sluice.db')
      copyFileSync(file, copy)
      const { signal } = await runChild('./store-cut-child.ts', [copy], Math.random() * takes_ms)
      if (signal !== null) cut++
      const { dispose } = await tempStore({ file: copy })
      await dispose()
      expect(messagesIn(copy)).toEqual(before)
      expect(readdirSync(dirname(copy)).filter((name) => name.includes('damaged-'))).not.toEqual([])
    }
    say(
      `${cut} of ${FEWER_KILLS} kills inside a salvage of ${Math.round(takes_ms)} ms: nothing more was lost`,
    )
    expect(cut).toBeGreaterThan(0)
  },
)
