import { readdirSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import {
  fillChats,
  hashOf,
  messagesIn,
  overwritePages,
  pagesOf,
  rowsIn,
} from '../unit/main/store/damaged-file.ts'
import { tempFolder, tempStore } from '../unit/main/store/temp-store.ts'
import { ended, text, token, turn } from '../unit/main/store/turns.ts'
import { makeReadOnly, makeWritable, smallDisk } from './store-disks.ts'
import { say } from './store-kills.ts'

const NO_MOUNT = 'nobody may mount here: store-full.test.ts fills a database of few pages instead'
const NO_READ_ONLY = 'nothing here can be made read-only for this user'

/** All the room there is but for so many bytes. */
function fill(folder: string, left: number): string {
  const { bavail, bsize } = statfsSync(folder)
  const filler = join(folder, 'filler')
  writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - left), 1))
  return filler
}

test('on a disk that is full an answer stays, what was saved is whole, and saving goes on when there is room', async ({
  skip,
}) => {
  const folder = smallDisk(4)
  if (folder === null) say(NO_MOUNT)
  if (folder === null) return skip(NO_MOUNT)
  const { file, sessions, journal, log } = await tempStore({ file: join(folder, 'sluice.db') })
  const { session_id } = await sessions.create(null)
  const one = turn(session_id, null, 'Go')
  await journal.open(one)
  const filler = fill(folder, 60_000)
  const said: string[] = []
  const failed = () => log.some((line) => line.event === 'journal_batch_failed')
  for (let seq = 1; !failed(); seq++) {
    said.push(`${seq} `.repeat(2_000))
    journal.append(token(one, seq, said.at(-1) ?? ''))
    await journal.flush()
  }
  expect(log.find((line) => line.event === 'journal_batch_failed')).toMatchObject({ kind: 'full' })
  const record = ended(one, text(said.join('')))
  await expect(journal.close(record)).rejects.toMatchObject({
    kind: 'full',
    message: 'The disk is full. Make room, then try again.',
  })
  const part = (await sessions.load(session_id))?.messages.at(-1)?.parts[0]?.text ?? ''
  expect(said.join('').startsWith(part)).toBe(true)
  expect(rowsIn(file, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
  rmSync(filler)
  await journal.close(record)
  await journal.flush()
  expect((await sessions.load(session_id))?.messages.at(-1)).toMatchObject({
    parts: record.parts,
    end: record.end,
  })
  expect(rowsIn(file, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
  say(
    `disk of 4 MiB full after ${said.length} batches; ${said.join('').length} characters saved when there was room, without opening anew`,
  )
})

test('a damaged database on a full disk is left as it is, with a sentence; with room it is mended', async ({
  skip,
}) => {
  const folder = smallDisk(4)
  if (folder === null) say(NO_MOUNT)
  if (folder === null) return skip(NO_MOUNT)
  const file = join(folder, 'sluice.db')
  await fillChats(file, { chats: 30, messages: 40 })
  const before = messagesIn(file)
  overwritePages(file, pagesOf(file, 'message', 'internal').slice(0, 1))
  for (const other of readdirSync(folder)) if (other !== 'sluice.db') rmSync(join(folder, other))
  const damaged = hashOf(file)
  const filler = fill(folder, 200_000)
  const opening = tempStore({ file })
  await expect(opening).rejects.toMatchObject({ kind: 'full' })
  await expect(opening).rejects.toThrow('Make room and start Sluice again; nothing was changed.')
  expect(hashOf(file)).toBe(damaged)
  expect(readdirSync(folder).filter((name) => /part|next|damaged/.test(name))).toEqual([])
  rmSync(filler)
  const { report } = await tempStore({ file })
  expect(report.damage).toMatchObject({ how: 'salvaged', saved_percent: 100 })
  expect(messagesIn(file)).toEqual(before)
})

test('a backup does not take the room that answers need', async ({ skip }) => {
  const folder = smallDisk(20)
  if (folder === null) say(NO_MOUNT)
  if (folder === null) return skip(NO_MOUNT)
  const { file, backups } = await tempStore({ file: join(folder, 'sluice.db') })
  expect(statSync(file).size).toBeLessThan(1_000_000)
  const making = backups.make()
  await expect(making).rejects.toMatchObject({ kind: 'full', message: 'The disk has no room for a backup.' })
  expect(readdirSync(folder).filter((name) => name.includes('asked'))).toEqual([])
})

test.for(['in order', 'cut'])(
  'in a read-only folder chats whose last end was %s are not opened, with a sentence that says what to do, and not touched',
  async (end, { skip }) => {
    const file = join(tempFolder(), 'sluice.db')
    await fillChats(file, { chats: 3, messages: 4 })
    const before = messagesIn(file)
    const store = await tempStore({ file })
    await store.dispose()
    if (end === 'cut') writeFileSync(`${file}-wal`, '')
    const hash = hashOf(file)
    const names = readdirSync(dirname(file))
    const read_only = makeReadOnly(dirname(file))
    if (!read_only) say(NO_READ_ONLY)
    if (!read_only) return skip(NO_READ_ONLY)
    const opening = tempStore({ file })
    await expect(opening).rejects.toMatchObject({ name: 'StoreError' })
    await expect(opening).rejects.toThrow(
      /Allow writing there and start Sluice again; nothing was changed\.$/,
    )
    expect([hashOf(file), readdirSync(dirname(file))]).toEqual([hash, names])
    makeWritable(dirname(file))
    await tempStore({ file })
    expect(messagesIn(file)).toEqual(before)
    say(`read-only folder, last end ${end}: refused, no byte changed, opened when it could be written`)
  },
)
