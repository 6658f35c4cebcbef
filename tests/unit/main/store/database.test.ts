import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { isDamage } from '../../../../src/main/store/damage.ts'
import { closeDatabase, openDatabase } from '../../../../src/main/store/database.ts'
import { schemaVersion } from '../../../../src/main/store/migrations/migrate.ts'
import { MIGRATIONS } from '../../../../src/main/store/migrations/migrations.ts'
import { overwritePages } from './damaged-file.ts'
import { tempFolder } from './temp-store.ts'

const now = Date.UTC(2026, 0, 2, 3, 4, 5)
const addTable = (name: string): string => `CREATE TABLE ${name} (a TEXT) STRICT`

function tempFile(): string {
  return join(tempFolder(), 'sluice.db')
}

async function openAndClose(file: string, migrations = MIGRATIONS, at = now) {
  const opened = await openDatabase({ file, now: at, migrations })
  const version = schemaVersion(opened.db)
  closeDatabase(opened.db)
  return { ...opened, version }
}

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}

function backupsOf(file: string): string[] {
  return readdirSync(dirname(file)).filter((name) => name.includes('.backup-'))
}

describe('opening', () => {
  test('a new file gets the newest schema, the safe modes, and no backup', async () => {
    const file = tempFile()
    const { db, ...found } = await openDatabase({ file, now })
    const pragma = (name: string): unknown => Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0]
    const names = ['journal_mode', 'synchronous', 'foreign_keys', 'trusted_schema', 'application_id']
    expect(names.map(pragma)).toEqual(['wal', 2, 1, 0, 0x536c6365])
    expect(schemaVersion(db)).toBe(MIGRATIONS.length)
    const nothing = { migrated_from: null, backup: null, mended: null, restored: null }
    expect(found).toEqual({ created: true, unclean: false, ...nothing })
    closeDatabase(db)
    expect(readdirSync(dirname(file))).toEqual(['sluice.db'])
  })

  test('after a clean end nothing is checked, after any other the database is', async () => {
    const file = tempFile()
    await openAndClose(file)
    const second = await openDatabase({ file, now })
    expect(second).toMatchObject({ created: false, unclean: false })
    // Closed without its mark: what a crash leaves.
    second.db.close()
    expect(await openAndClose(file)).toMatchObject({ unclean: true })
    expect(await openAndClose(file)).toMatchObject({ unclean: false })
  })

  test('closing empties the write-ahead log although somebody else reads', async () => {
    const file = tempFile()
    const { db } = await openDatabase({ file, now })
    const reader = new DatabaseSync(file, { readOnly: true })
    schemaVersion(reader)
    closeDatabase(db)
    expect(statSync(`${file}-wal`).size).toBe(0)
    reader.close()
  })

  test('a file left empty by a crash at the very first start becomes a database', async () => {
    const file = tempFile()
    writeFileSync(file, '')
    expect(await openAndClose(file)).toMatchObject({ created: true, version: MIGRATIONS.length })
  })
})

describe('refusing', () => {
  test('a database of a newer version is refused and its file is not touched', async () => {
    const file = tempFile()
    await openAndClose(file, [...MIGRATIONS, addTable('from_the_future')])
    const before = hashOf(file)
    await expect(openDatabase({ file, now })).rejects.toMatchObject({ kind: 'newer_schema' })
    expect(hashOf(file)).toBe(before)
    expect(readdirSync(dirname(file))).toEqual(['sluice.db'])
  })

  test('a newer version that ended uncleanly is recognised by its write-ahead log, and kept', async () => {
    const file = tempFile()
    await openAndClose(file)
    const newer = await openDatabase({ file, now, migrations: [...MIGRATIONS, addTable('future')] })
    const [before, log] = [hashOf(file), hashOf(`${file}-wal`)]
    await expect(openDatabase({ file, now })).rejects.toMatchObject({ kind: 'newer_schema' })
    expect([hashOf(file), hashOf(`${file}-wal`)]).toEqual([before, log])
    newer.db.close()
  })

  test("another program's database, and a file that is none, are refused and not touched", async () => {
    const [theirs, noise] = [tempFile(), tempFile()]
    const db = new DatabaseSync(theirs)
    db.exec('CREATE TABLE bookmarks (url TEXT)')
    db.close()
    writeFileSync(noise, 'Dear diary, '.repeat(1_000))
    const before = [hashOf(theirs), hashOf(noise)]
    await expect(openDatabase({ file: theirs, now })).rejects.toMatchObject({ kind: 'not_a_database' })
    await expect(openDatabase({ file: noise, now })).rejects.toMatchObject({ errcode: 26 })
    expect([hashOf(theirs), hashOf(noise)]).toEqual(before)
  })

  test('a folder that is missing is an error, not a new folder', async () => {
    const file = join(tempFolder(), 'nowhere', 'sluice.db')
    await expect(openDatabase({ file, now })).rejects.toMatchObject({ errcode: 14 })
  })

  test('damage found after an unclean end is refused', async () => {
    const file = tempFile()
    const { db } = await openDatabase({ file, now })
    const rows = Array.from({ length: 500 }, (_, i) => `('key ${i}', '${'x'.repeat(200)}')`)
    db.exec(`INSERT INTO setting VALUES ${rows.join(',')}; PRAGMA wal_checkpoint(TRUNCATE)`)
    db.close()
    const pages = readFileSync(file).length / 4_096
    overwritePages(
      file,
      Array.from({ length: pages - 20 }, (_, i) => 21 + i),
    )
    const before = hashOf(file)
    await expect(openDatabase({ file, now })).rejects.toSatisfy(isDamage)
    expect(hashOf(file)).toBe(before)
  })

  test('a damaged search index is no damage of the chats: it is made anew from them', async () => {
    const file = tempFile()
    const search = [...MIGRATIONS, 'CREATE VIRTUAL TABLE search USING fts5(words)']
    const { db } = await openDatabase({ file, now, migrations: search })
    db.exec("INSERT INTO search SELECT 'a word' FROM json_each('[1,2,3]')")
    const shadow = "SELECT pageno FROM dbstat WHERE name = 'search_content'"
    const page = Number(db.prepare(shadow).get()?.['pageno'])
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    db.close()
    overwritePages(file, [page])
    expect(await openAndClose(file, search)).toMatchObject({ unclean: true })
    const again = new DatabaseSync(file, { readOnly: true })
    expect(() => again.prepare('SELECT words FROM search').all()).toThrow(/malformed/)
    again.close()
  })

  test('a truncated file is refused', async () => {
    const file = tempFile()
    const { db } = await openDatabase({ file, now })
    db.exec(`INSERT INTO setting VALUES ('a', '${'x'.repeat(100_000)}'); PRAGMA wal_checkpoint(TRUNCATE)`)
    db.close()
    truncateSync(file, 20_480)
    await expect(openDatabase({ file, now })).rejects.toThrow(/malformed|damaged/)
  })
})

describe('migrating', () => {
  test('an older database is copied aside first, and the copy is the old one', async () => {
    const file = tempFile()
    await openAndClose(file, MIGRATIONS.slice(0, 1))
    const older = new DatabaseSync(file)
    older.exec("INSERT INTO setting VALUES ('mine', '1')")
    older.close()
    const newer = [...MIGRATIONS.slice(0, 1), addTable('second'), addTable('third')]
    const { backup, migrated_from, version } = await openAndClose(file, newer)
    expect([migrated_from, version]).toEqual([1, 3])
    const copy = new DatabaseSync(backup ?? '', { readOnly: true })
    expect(schemaVersion(copy)).toBe(1)
    expect(copy.prepare('SELECT key FROM setting').all()).toMatchObject([{ key: 'mine' }])
    expect(copy.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'second'").all()).toEqual([])
    copy.close()
    expect(await openAndClose(file, newer)).toMatchObject({ migrated_from: null, backup: null })
  })

  test('the three newest backups are kept', async () => {
    const file = tempFile()
    const steps = MIGRATIONS.slice(0, 1)
    await openAndClose(file, steps)
    for (let i = 2; i <= 6; i++) {
      steps.push(addTable(`step_${i}`))
      await openAndClose(file, steps, now + i * 1_000)
    }
    expect(backupsOf(file)).toEqual([
      'sluice.db.backup-2026-01-02T03-04-09-000Z-v3',
      'sluice.db.backup-2026-01-02T03-04-10-000Z-v4',
      'sluice.db.backup-2026-01-02T03-04-11-000Z-v5',
    ])
  })

  test('a step that fails leaves the database as the step before left it', async () => {
    const file = tempFile()
    await openAndClose(file, MIGRATIONS.slice(0, 1))
    const steps = [...MIGRATIONS.slice(0, 1), addTable('good'), `${addTable('half')}; SELECT nonsense`]
    await expect(openDatabase({ file, now, migrations: steps })).rejects.toThrow('nonsense')
    const { version } = await openAndClose(file, steps.slice(0, 2), now + 1)
    expect(version).toBe(2)
    const db = new DatabaseSync(file, { readOnly: true })
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE name IN ('good', 'half')").all()
    db.close()
    expect(tables).toMatchObject([{ name: 'good' }])
  })
})
