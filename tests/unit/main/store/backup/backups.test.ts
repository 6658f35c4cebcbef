import { readdirSync, readFileSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import type { Clock } from '../../../../../src/main/lib/clock.ts'
import { makeBackup } from '../../../../../src/main/store/backup/backup-job.ts'
import { isDue } from '../../../../../src/main/store/backup/backups.ts'
import { prune } from '../../../../../src/main/store/backup/backup-files.ts'
import { stampOf, timeOf } from '../../../../../src/main/store/durable-files.ts'
import type { BackupInfo } from '../../../../../src/shared/backup.ts'
import { VirtualClock } from '../../../../support/virtual-clock.ts'
import { fillChats, messagesIn, NOW, overwritePages, pagesOf, PAGE_BYTES, rowsIn } from '../damaged-file.ts'
import { tempFolder, tempStore } from '../temp-store.ts'
import { ended, text, token, turn } from '../turns.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

function tempFile(): string {
  return join(tempFolder(), 'sluice.db')
}

const filesIn = (file: string): string[] => readdirSync(dirname(file)).toSorted()

/** Time that a test moves, and a wall clock that somebody may set. */
class SetClock extends VirtualClock {
  wall_ms = NOW

  override wallTime(): number {
    return this.wall_ms + this.now()
  }
}

async function fullStore(clock?: Clock) {
  const file = tempFile()
  await fillChats(file, { chats: 30, messages: 20 })
  return tempStore({ file, ...(clock && { clock }) })
}

describe('making', () => {
  test('a backup is a whole database of its own with the same chats, made while answers are being saved', async () => {
    const { file, sessions, journal, backups, log } = await fullStore()
    const { session_id } = await sessions.create(null)
    const one = turn(session_id, null, 'Go')
    await journal.open(one)
    const before = messagesIn(file)
    const progress: [number, number][] = []
    const making = backups.make((done, total) => void progress.push([done, total]))
    let seq = 0
    const over = making.then(() => true)
    while (!(await Promise.race([over, journal.flush().then(() => false)]))) {
      journal.append(token(one, ++seq, `${seq} `))
    }
    const made = await making
    expect(seq).toBeGreaterThan(3)
    const path = join(dirname(file), made.name)
    expect(messagesIn(path)).toEqual(before)
    expect(made).toEqual({
      name: made.name,
      kind: 'asked',
      created_at: timeOf(made.name.slice(-24)),
      bytes: statSync(path).size,
    })
    expect(await backups.list()).toEqual([made])
    expect(progress.at(-1)?.[0]).toBe(progress.at(-1)?.[1])
    expect(progress.at(-1)?.[1]).toBe(made.bytes / PAGE_BYTES)
    expect(log.at(-1)).toMatchObject({ event: 'backup_made', bytes: made.bytes })
    expect(filesIn(file).filter((name) => name.includes('.part'))).toEqual([])
  })

  test('what is written meanwhile does not begin the copy anew, and is not in it', async () => {
    const file = tempFile()
    await fillChats(file, { chats: 100, messages: 20 })
    const writer = new DatabaseSync(file)
    const steps: number[] = []
    const path = await makeBackup({ file, kind: 'daily', now: NOW }, (done) => {
      if (steps.push(done) <= 10) writer.exec(`INSERT INTO draft VALUES ('${steps.length}', 'since then')`)
    })
    writer.close()
    expect(steps.length).toBeGreaterThan(5)
    expect(steps).toEqual(steps.toSorted((a, b) => a - b))
    expect(rowsIn(path, 'SELECT * FROM draft')).toEqual([])
    expect(rowsIn(file, 'SELECT * FROM draft')).not.toEqual([])
  })

  test('one that is cancelled leaves nothing, also before it began', async () => {
    const { file, backups } = await fullStore()
    const stop = new AbortController()
    const making = backups.make(() => stop.abort(), stop.signal)
    await expect(making).rejects.toMatchObject({ kind: 'cancelled' })
    await expect(backups.make(() => {}, AbortSignal.abort())).rejects.toMatchObject({ kind: 'cancelled' })
    expect(filesIn(file).filter((name) => name.includes('asked'))).toEqual([])
    expect(await backups.list()).toEqual([])
    expect((await backups.make()).kind).toBe('asked')
  })

  test('a copy of a damaged database gets no name, and those that are there stay', async () => {
    const { file, backups } = await fullStore()
    const good = await backups.make()
    overwritePages(file, pagesOf(file, 'message', 'leaf').slice(3, 6))
    await expect(backups.make()).rejects.toMatchObject({ kind: 'corrupt' })
    expect(await backups.list()).toEqual([good])
    expect(filesIn(file).filter((name) => name.includes('.part'))).toEqual([])
  })

  test('two asked for at once are made one after the other, under names of their own', async () => {
    const { backups } = await fullStore(new SetClock())
    const [one, two] = await Promise.all([backups.make(), backups.make()])
    expect(one.name < two.name).toBe(true)
    expect(await backups.list()).toEqual([two, one])
  })

  test('the store is closed in time while one is being made, and nothing is left of it', async () => {
    const { file, backups, dispose } = await fullStore()
    const making = backups.make()
    await Promise.all([dispose(), expect(making).rejects.toMatchObject({ kind: 'cancelled' })])
    expect(filesIn(file)).toEqual(['sluice.db'])
  })

  test('chats that are not kept have none', async () => {
    const { backups } = await tempStore({ file: ':memory:' })
    backups.start()
    expect(await backups.list()).toEqual([])
    await expect(backups.make()).rejects.toMatchObject({ kind: 'missing' })
    await expect(backups.requestRestore('sluice.db')).rejects.toMatchObject({ kind: 'missing' })
  })
})

describe('every day', () => {
  /** Moves time on hour by hour; waits for the copies that are due. Returns how many there are then. */
  async function hours(store: Awaited<ReturnType<typeof fullStore>>, clock: SetClock, count: number) {
    for (let hour = 0; hour < count; hour++) {
      await clock.advance(HOUR_MS)
      // One that is asked for after it: a cancelled one makes nothing and waits its turn.
      await store.backups.make(() => {}, AbortSignal.abort()).catch(() => {})
    }
    return (await store.backups.list()).length
  }

  test('the first is made a minute after the start, the next when it is a day old; seven are kept', async () => {
    const clock = new SetClock()
    const store = await fullStore(clock)
    store.backups.start()
    await clock.advance(59_000)
    expect(await hours(store, clock, 0)).toBe(0)
    await clock.advance(1_000)
    expect(await hours(store, clock, 23)).toBe(1)
    expect(await hours(store, clock, 2)).toBe(2)
    expect(await hours(store, clock, 24)).toBe(3)
    expect(await hours(store, clock, 24 * 6)).toBe(7)
  })

  test('those that a person asks for push out none of them, and none of them is left out for one', async () => {
    const clock = new SetClock()
    const store = await fullStore(clock)
    store.backups.start()
    await clock.advance(60_000)
    await hours(store, clock, 24 * 2)
    const daily = (await store.backups.list()).filter(({ kind }) => kind === 'daily')
    for (let click = 0; click < 9; click++) {
      await clock.advance(1_000)
      await store.backups.make()
    }
    await hours(store, clock, 24)
    const kinds = (await store.backups.list()).map(({ kind }) => kind)
    expect(kinds.filter((kind) => kind === 'asked')).toHaveLength(7)
    expect(kinds.filter((kind) => kind === 'daily')).toHaveLength(daily.length + 1)
    expect(await store.backups.list()).toEqual(expect.arrayContaining(daily))
  })

  test('a failure is logged, nobody is told, and it is tried again an hour later', async () => {
    const clock = new SetClock()
    const store = await fullStore(clock)
    const worker = new URL('./no-such-worker.ts', import.meta.url)
    const { Backups } = await import('../../../../../src/main/store/backup/backups.ts')
    const lines: string[] = []
    const failing = new Backups({
      file: store.file,
      worker,
      clock,
      writeLog: ({ event }) => lines.push(event),
    })
    failing.start()
    await clock.advance(60_000)
    await expect.poll(() => lines).toEqual(['backup_failed'])
    await clock.advance(HOUR_MS)
    await expect.poll(() => lines).toEqual(['backup_failed', 'backup_failed'])
    await failing.dispose(2_000)
    expect(clock.armed).toBe(0)
  })

  test('a clock that is set back neither ends the backups nor makes one each hour, and no newer one is removed', async () => {
    const clock = new SetClock()
    const store = await fullStore(clock)
    store.backups.start()
    await clock.advance(60_000)
    expect(await hours(store, clock, 24 * 7)).toBe(7)
    const before = await store.backups.list()
    clock.wall_ms -= 365 * DAY_MS
    expect(await hours(store, clock, 1)).toBe(7)
    const [newest] = (await store.backups.list()).filter(({ created_at }) => created_at <= clock.wallTime())
    expect(newest).toBeDefined()
    const right_after = await store.backups.list()
    await hours(store, clock, 22)
    expect(await store.backups.list()).toEqual(right_after)
    await hours(store, clock, 24 * 7)
    const later = await store.backups.list()
    expect(later).toHaveLength(7)
    expect(later.filter(({ name }) => before.some((old) => old.name === name))).toEqual([])
  })

  test('only a backup of the last day, by a clock that is right, counts', () => {
    const daily = (created_at: number): BackupInfo => ({ name: 'x', kind: 'daily', created_at, bytes: 1 })
    expect(isDue([], NOW)).toBe(true)
    expect(isDue([daily(NOW - DAY_MS)], NOW)).toBe(true)
    expect(isDue([daily(NOW - DAY_MS + 1)], NOW)).toBe(false)
    expect(isDue([{ ...daily(NOW), kind: 'migration' }], NOW)).toBe(true)
    expect(isDue([daily(NOW + 5 * HOUR_MS)], NOW)).toBe(false)
    expect(isDue([daily(NOW + 365 * DAY_MS)], NOW)).toBe(true)
  })

  test('only files that are called like backups are listed, and only the oldest of a kind are removed', async () => {
    const { file, backups } = await tempStore()
    const strangers = [
      'sluice.db.daily-x',
      `sluice.db.daily-${stampOf(NOW)}.part`,
      'other.db',
      'sluice.db.damaged-x',
    ]
    for (const name of strangers) writeFileSync(join(dirname(file), name), '')
    for (let day = 0; day < 9; day++) {
      const path = `${file}.daily-${stampOf(NOW + day * DAY_MS)}`
      writeFileSync(path, '')
      // As after copying the folder: only the name counts.
      utimesSync(path, 1, 1)
      writeFileSync(`${file}.backup-${stampOf(NOW + day)}-v1`, '')
    }
    prune(file, 'daily', NOW + 9 * DAY_MS)
    const list = await backups.list()
    expect(list.filter(({ kind }) => kind === 'daily').map(({ created_at }) => created_at)).toEqual(
      [8, 7, 6, 5, 4, 3, 2].map((day) => NOW + day * DAY_MS),
    )
    expect(list.filter(({ kind }) => kind === 'migration')).toHaveLength(9)
    expect(filesIn(file)).toEqual(expect.arrayContaining(strangers))
  })
})

describe('restoring', () => {
  test('however many are looked into in a week, the chats of before are still there', async () => {
    const { file, backups } = await tempStore()
    for (let day = 0; day < 20; day++) writeFileSync(`${file}.restore-${stampOf(NOW + day * DAY_MS)}`, '')
    prune(file, 'restore', NOW + 19 * DAY_MS)
    const days = (await backups.list()).map(({ created_at }) => (created_at - NOW) / DAY_MS)
    expect(days).toEqual([19, 18, 17, 16, 15, 14, 13])
    prune(file, 'restore', NOW + 60 * DAY_MS)
    expect(await backups.list()).toHaveLength(3)
  })

  test('at the next start the chats are those of the backup, and the ones before are a backup themselves', async () => {
    const { file, sessions, journal, backups, dispose } = await fullStore()
    const { name } = await backups.make()
    const before = messagesIn(file)
    const { session_id } = await sessions.create(null)
    const one = turn(session_id, null, 'Since then')
    await journal.open(one)
    await journal.close(ended(one, text('something new')))
    await sessions.purge(sessions.list().find(({ title }) => title === 'Chat 3')!.session_id)
    const since = messagesIn(file)
    await backups.requestRestore(name)
    expect(messagesIn(file)).toEqual(since)
    await dispose()

    const second = await tempStore({ file })
    const restored = { backup: name, backup_at: timeOf(name.slice(-24)), refused: null, why: null }
    // It was made while the app ran, and yet nothing ended out of order.
    expect(second.report).toMatchObject({ restored, damage: null, unclean: false })
    expect(second.log).toContainEqual({ event: 'backup_restored', backup: name })
    expect(messagesIn(file)).toEqual(before)
    expect(second.sessions.list()).toHaveLength(30)
    const [kept] = (await second.backups.list()).filter(({ kind }) => kind === 'restore')
    expect(messagesIn(join(dirname(file), kept?.name ?? ''))).toEqual(since)
    await second.backups.requestRestore(kept?.name ?? '')
    await second.dispose()

    const third = await tempStore({ file })
    expect(messagesIn(file)).toEqual(since)
    await third.dispose()
    const fourth = await tempStore({ file })
    expect(fourth.report.restored).toBe(null)
  })

  test('the write-ahead log of a crash goes into the backup of what is replaced', async () => {
    const { file, backups, dispose } = await fullStore()
    const { name } = await backups.make()
    await dispose()
    const writer = new DatabaseSync(file)
    writer.exec("PRAGMA wal_autocheckpoint = 0; UPDATE session SET title = 'In the log alone'")
    const cut = [file, `${file}-wal`].map((path) => ({ path, bytes: readFileSync(path) }))
    writer.close()
    for (const { path, bytes } of cut) writeFileSync(path, bytes)
    writeFileSync(`${file}.restore-request`, name)
    const second = await tempStore({ file })
    const [kept] = (await second.backups.list()).filter(({ kind }) => kind === 'restore')
    expect(filesIn(file).filter((name) => name.startsWith(kept?.name ?? '-'))).toEqual([kept?.name])
    const titles = rowsIn(join(dirname(file), kept?.name ?? ''), 'SELECT DISTINCT title FROM session')
    expect(titles).toEqual([{ title: 'In the log alone' }])
  })

  test('only backups that are there can be asked for: nothing with a path, nothing else in the folder', async () => {
    const { file, backups } = await fullStore()
    const { name } = await backups.make()
    writeFileSync(join(dirname(file), 'secrets'), '')
    const wrong = [
      '',
      'secrets',
      'sluice.db',
      `../${name}`,
      `./${name}`,
      join(dirname(file), name),
      `${name}.part`,
    ]
    for (const other of wrong) {
      await expect(backups.requestRestore(other)).rejects.toMatchObject({ kind: 'missing' })
    }
    expect(filesIn(file)).not.toContain('sluice.db.restore-request')
  })

  test('a backup that is damaged or gone by then changes nothing, and is not tried again', async () => {
    const { file, backups, dispose } = await fullStore()
    const { name } = await backups.make()
    const before = messagesIn(file)
    await backups.requestRestore(name)
    await dispose()
    truncateSync(join(dirname(file), name), 5 * PAGE_BYTES)
    const second = await tempStore({ file })
    expect(second.report).toMatchObject({ restored: { backup: name, refused: 'corrupt' }, damage: null })
    expect(second.log).toContainEqual({ event: 'backup_refused', backup: name, kind: 'corrupt' })
    await second.dispose()
    expect(messagesIn(file)).toEqual(before)
    writeFileSync(`${file}.restore-request`, '../../etc/passwd')
    const third = await tempStore({ file })
    expect(third.report.restored?.refused).toBe('missing')
    await third.dispose()
    expect((await tempStore({ file })).report.restored).toBe(null)
  })

  test('a damaged database makes way for the backup asked for, and is kept with all of its files', async () => {
    const { file, backups, dispose } = await fullStore()
    const { name } = await backups.make()
    const before = messagesIn(file)
    await backups.requestRestore(name)
    await dispose()
    writeFileSync(file, 'noise '.repeat(9_000))
    const second = await tempStore({ file })
    expect(second.report).toMatchObject({ restored: { refused: null }, damage: null })
    await second.dispose()
    expect(messagesIn(file)).toEqual(before)
    expect(filesIn(file).filter((other) => other.includes('damaged-'))).toHaveLength(1)
  })

  test('of what was replaced more than a week ago three are kept', async () => {
    const { file, backups, dispose } = await fullStore()
    const { name } = await backups.make()
    await dispose()
    for (let day = 0; day < 5; day++) writeFileSync(`${file}.restore-${stampOf(day * DAY_MS)}`, '')
    const kept = () => filesIn(file).filter((other) => other.includes('.restore-'))
    for (let restored = 1; restored <= 5; restored++) {
      writeFileSync(`${file}.restore-request`, name)
      await (await tempStore({ file })).dispose()
      expect(kept()).toHaveLength(Math.max(3, restored))
    }
  })
})
