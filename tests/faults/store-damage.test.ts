import { readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import {
  fillChats,
  hashOf,
  messagesIn,
  overwritePages,
  PAGE_BYTES,
  rowsIn,
} from '../unit/main/store/damaged-file.ts'
import { tempFolder, tempStore } from '../unit/main/store/temp-store.ts'
import { say } from './store-kills.ts'

const LIMIT = { timeout: 180_000 }

/** What of the messages there is word for word after the app has opened what was damaged. */
async function openDamaged(file: string, before: ReturnType<typeof messagesIn>) {
  const damaged = hashOf(file)
  const from = performance.now()
  const { report, sessions, dispose } = await tempStore({ file })
  const ms = Math.round(performance.now() - from)
  const unreadable: string[] = []
  for (const { session_id, title } of sessions.list()) {
    await sessions.load(session_id).catch(() => unreadable.push(title))
  }
  await dispose()
  const [aside = ''] = readdirSync(dirname(file)).filter((name) => /damaged-[\dTZ-]+Z$/.test(name))
  expect(hashOf(join(dirname(file), aside))).toBe(damaged)
  expect(unreadable).toEqual([])
  expect(rowsIn(file, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
  expect(rowsIn(file, 'PRAGMA foreign_key_check')).toEqual([])
  const texts = new Map(before.map(({ message_id, parts }) => [message_id, parts]))
  const after = messagesIn(file)
  expect(after.filter(({ message_id, parts }) => texts.get(message_id) !== parts)).toEqual([])
  return { damage: report.damage, saved: after.length, percent: (100 * after.length) / before.length, ms }
}

test(
  'of 20,000 messages with any 5 pages of their file overwritten more than 95 % are saved, word for word',
  LIMIT,
  async () => {
    for (const first of [false, true]) {
      const file = join(tempFolder(), 'sluice.db')
      await fillChats(file, { chats: 400, messages: 50 })
      const before = messagesIn(file)
      const pages = statSync(file).size / PAGE_BYTES
      const overwritten = Array.from({ length: 5 }, () => 2 + Math.floor(Math.random() * (pages - 2)))
      if (first) overwritten[0] = 1
      overwritePages(file, overwritten)
      const { saved, percent, ms, damage } = await openDamaged(file, before)
      say(
        `pages ${overwritten.join(', ')} of ${pages} overwritten: ${saved} of 20,000 messages saved (${percent.toFixed(2)} %) in ${ms} ms`,
      )
      expect(damage?.how).toBe('salvaged')
      expect(percent).toBeGreaterThan(95)
    }
  },
)

test('of a file cut short in the middle nearly all before the cut is saved', LIMIT, async () => {
  const file = join(tempFolder(), 'sluice.db')
  await fillChats(file, { chats: 200, messages: 50 })
  const before = messagesIn(file)
  truncateSync(file, Math.floor(statSync(file).size / 2))
  const { saved, percent, ms, damage } = await openDamaged(file, before)
  say(
    `half of the file cut off: ${saved} of ${before.length} messages saved (${percent.toFixed(1)} %) in ${ms} ms`,
  )
  expect(damage?.how).toBe('salvaged')
  expect(percent).toBeGreaterThan(35)
})

test('for a file that is no database the backup of yesterday takes its place', LIMIT, async () => {
  const file = join(tempFolder(), 'sluice.db')
  await fillChats(file, { chats: 50, messages: 20 })
  const first = await tempStore({ file })
  const { created_at } = await first.backups.make()
  await first.dispose()
  const before = messagesIn(file)
  writeFileSync(file, 'Dear diary, '.repeat(20_000))
  const { damage, percent, ms } = await openDamaged(file, before)
  say(`not a database: the backup has ${percent} % of the messages of that time, ${ms} ms`)
  expect(damage).toMatchObject({ how: 'restored', backup_at: created_at })
  expect(percent).toBe(100)
})
