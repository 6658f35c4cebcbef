import { copyFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { firstSchema } from '../../src/main/store/migrations/0001-first-schema.ts'
import { fillChats, messagesIn, rowsIn } from '../unit/main/store/damaged-file.ts'
import { tempFolder } from '../unit/main/store/temp-store.ts'
import { FEWER_KILLS, KILLS, runChild, say } from './store-kills.ts'

const CHILD = './store-storm-child.ts'
const LIMIT = { timeout: 20_000 + KILLS * 10_000 }

const integrity = (file: string) => rowsIn(file, 'PRAGMA integrity_check')
const OK = [{ integrity_check: 'ok' }]

test(
  `in a storm of commits ${KILLS} kills tear no transaction, and lose none that was confirmed`,
  LIMIT,
  async () => {
    const file = join(tempFolder(), 'sluice.db')
    let confirmed = 0
    let torn = 0
    for (let kill = 1; kill <= KILLS; kill++) {
      const { lines, signal } = await runChild(CHILD, ['storm', file], Math.random() * 150)
      expect(signal).toBe('SIGKILL')
      confirmed += lines.length
      const last = Number(lines.at(-1)?.split(' ')[1] ?? -1)
      const commits = rowsIn(
        file,
        "SELECT count(*) AS rows FROM setting GROUP BY substr(key, 1, instr(key, ' '))",
      )
      torn += commits.filter(({ rows }) => rows !== 20).length
      // The one under way may have been durable before it could say so.
      expect(commits.length - (last + 1)).toBeGreaterThanOrEqual(0)
      expect(commits.length - (last + 1)).toBeLessThanOrEqual(1)
      expect(integrity(file)).toEqual(OK)
    }
    say(`${KILLS} kills in a storm of ${confirmed} confirmed commits: ${torn} torn, 0 lost`)
    expect(torn).toBe(0)
    expect(confirmed).toBeGreaterThan(KILLS)
  },
)

/** What of each version a database shows: its number, its columns, its messages; more than one when it is mixed. */
function versionsIn(file: string): Set<number> {
  const [version] = rowsIn(file, 'PRAGMA user_version')
  const columns = rowsIn(
    file,
    "SELECT count(*) AS added FROM pragma_table_info('message') WHERE name LIKE 'touched%'",
  )
  const parts = rowsIn(file, 'SELECT DISTINCT json_array_length(parts) AS changes FROM message')
  const indexes = rowsIn(
    file,
    "SELECT count(*) AS added FROM sqlite_schema WHERE type = 'index' AND name LIKE 'touched%'",
  )
  return new Set([
    Number(version?.['user_version']),
    ...columns.map(({ added }) => Number(added) + 1),
    ...parts.map(({ changes }) => Number(changes)),
    ...indexes.map(({ added }) => Number(added) + 1),
  ])
}

test(
  `${FEWER_KILLS} kills in a slow migration leave one version, never a mixture, and the copy made before it is the old one`,
  LIMIT,
  async () => {
    const old = join(tempFolder(), 'sluice.db')
    await fillChats(old, { chats: 60, messages: 100, migrations: [firstSchema] })
    const messages = messagesIn(old).map(({ message_id }) => message_id)
    const from = performance.now()
    const whole = join(tempFolder(), 'sluice.db')
    copyFileSync(old, whole)
    await runChild(CHILD, ['migrate', whole], null)
    const takes_ms = performance.now() - from
    const left = [0, 0, 0, 0]
    let copies = 0
    for (let kill = 1; kill <= FEWER_KILLS; kill++) {
      const file = join(tempFolder(), 'sluice.db')
      copyFileSync(old, file)
      await runChild(CHILD, ['migrate', file], Math.random() * takes_ms)
      const [version = 0, ...others] = versionsIn(file)
      expect(others).toEqual([])
      left[version] = (left[version] ?? 0) + 1
      expect(messagesIn(file).map(({ message_id }) => message_id)).toEqual(messages)
      expect(integrity(file)).toEqual(OK)
      for (const name of readdirSync(dirname(file)).filter((other) => /backup-[\dTZ-]+-v1$/.test(other))) {
        expect([...versionsIn(join(dirname(file), name))]).toEqual([1])
        expect(integrity(join(dirname(file), name))).toEqual(OK)
        copies++
      }
      // What was cut goes on where it was.
      const { lines } = await runChild(CHILD, ['migrate', file], null)
      expect(lines.at(-1)).toBe('migrated')
      expect([...versionsIn(file)]).toEqual([3])
    }
    const [, one, two, three] = left
    say(
      `${FEWER_KILLS} kills in a migration of ${Math.round(takes_ms)} ms: version 1 ${one}, 2 ${two}, 3 ${three} times, mixed 0; ${copies} copies whole`,
    )
    expect((one ?? 0) + (two ?? 0)).toBeGreaterThan(0)
  },
)
