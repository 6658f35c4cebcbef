import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { LOG_FILE_MAX_BYTES, LOG_FILES_KEPT, LogFile } from '../../../../src/main/lib/log-file.ts'

const disk = vi.hoisted(() => ({ stuck: null as Promise<void> | null, asked: 0 }))
vi.mock('node:fs/promises', async (real) => {
  const fs = await real<typeof import('node:fs/promises')>()
  const appendFile = async (...args: Parameters<typeof fs.appendFile>): Promise<void> => {
    disk.asked++
    // A disk that takes its time, which no real one does when a test says so.
    if (disk.stuck) await disk.stuck
    else await fs.appendFile(...args)
  }
  return { ...fs, appendFile }
})

let folder: string
let path: string
let log: LogFile
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-log-'))
  path = join(folder, 'logs', 'sluice.log')
  log = new LogFile(path)
})
afterEach(() => {
  log.flushNow()
  rmSync(folder, { recursive: true, force: true })
})

const lines = (file = path): Record<string, unknown>[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
const events = (file = path): unknown[] => (existsSync(file) ? lines(file).map(({ event }) => event) : [])
async function written(count: number): Promise<void> {
  await expect.poll(() => events()).toHaveLength(count)
}

test('lines are JSON with the time, in the order written, in a folder it makes', async () => {
  log.write({ event: 'one', text: 'two\nlines', session_id: 's' })
  log.write({ event: 'two' })
  expect(existsSync(path)).toBe(false)
  await written(2)
  expect(lines()[0]).toEqual({
    time: expect.any(String) as string,
    event: 'one',
    text: 'two\nlines',
    session_id: 's',
  })
  expect(Number.isNaN(Date.parse(String(lines()[0]?.['time'])))).toBe(false)
  log.write({ event: 'three' })
  await written(3)
  expect(events()).toEqual(['one', 'two', 'three'])
})

test('flushNow writes at once, also the first line of all, and nothing twice', async () => {
  log.write({ event: 'crash' })
  log.flushNow()
  expect(events()).toEqual(['crash'])
  log.flushNow()
  log.write({ event: 'after' })
  await written(2)
  expect(events()).toEqual(['crash', 'after'])
})

test.each(['by the timer', 'by flushNow'])(
  'a line a power cut left half does not swallow the next, written %s',
  async (how) => {
    mkdirSync(join(folder, 'logs'))
    writeFileSync(path, '{"event":"whole"}\n{"event":"ha')
    log.write({ event: 'app_start' })
    if (how === 'by flushNow') log.flushNow()
    await expect.poll(() => readFileSync(path, 'utf8')).toMatch(/app_start/)
    log.write({ event: 'next' })
    log.flushNow()
    const [whole, half, start, next, end] = readFileSync(path, 'utf8').split('\n')
    expect([whole, half, end]).toEqual(['{"event":"whole"}', '{"event":"ha', ''])
    expect([start, next].map((line) => (JSON.parse(line ?? '') as { event: string }).event)).toEqual([
      'app_start',
      'next',
    ])
  },
)

test('lines the disk was just given are not lost by an exit', async () => {
  log.write({ event: 'one' })
  await written(1)
  const free = Promise.withResolvers<void>()
  disk.stuck = free.promise
  const asked = disk.asked
  log.write({ event: 'two' })
  await expect.poll(() => disk.asked).toBe(asked + 1)
  log.write({ event: 'app_exit' })
  log.flushNow()
  expect(events()).toEqual(['one', 'two', 'app_exit'])
  disk.stuck = null
  free.resolve()
})

test('a full file is moved aside and five are kept', async () => {
  const full = `${JSON.stringify({ event: 'old' })}\n`.padEnd(LOG_FILE_MAX_BYTES, ' ')
  mkdirSync(join(folder, 'logs'))
  writeFileSync(path, full)
  for (let n = 1; n < LOG_FILES_KEPT; n++)
    writeFileSync(`${path}.${n}`, `${JSON.stringify({ event: `old ${n}` })}\n`)
  log.write({ event: 'new' })
  await expect.poll(() => events()).toEqual(['new'])
  expect(statSync(`${path}.1`).size).toBe(LOG_FILE_MAX_BYTES)
  expect([2, 3, 4].map((n) => events(`${path}.${n}`)[0])).toEqual(['old 1', 'old 2', 'old 3'])
  expect(existsSync(`${path}.${LOG_FILES_KEPT}`)).toBe(false)
})

test('no file grows beyond its size, whatever comes at once', async () => {
  const text = 'x'.repeat(1024 * 1024)
  let count = 0
  for (let batch = 0; batch < 4; batch++) {
    for (let i = 0; i < 3; i++) log.write({ event: `${count++}`, text })
    const last = `"event":"${count - 1}"`
    await expect.poll(async () => (await readFile(path, 'utf8')).includes(last)).toBe(true)
  }
  const files = [`${path}.3`, `${path}.2`, `${path}.1`, path]
  for (const file of files) expect(statSync(file).size).toBeLessThanOrEqual(LOG_FILE_MAX_BYTES)
  expect(files.flatMap((file) => events(file))).toEqual(Array.from({ length: count }, (_, i) => String(i)))
})

test('a line that cannot be written as JSON is told as such; writing never throws', () => {
  const circular: Record<string, unknown> = {}
  circular['self'] = circular
  log.write({ event: 'circular', circular })
  log.write({ event: 'big', n: 1n })
  log.flushNow()
  expect(lines()).toMatchObject([
    { event: 'circular', unwritable: expect.any(String) as string },
    { event: 'big', unwritable: expect.any(String) as string },
  ])
})

test('without a disk neither writing nor flushing throws; when it is back, what was lost is told before later lines', async () => {
  writeFileSync(join(folder, 'logs'), 'a file where the folder should be')
  log.write({ event: 'lost' })
  log.flushNow()
  log.write({ event: 'lost, too' })
  log.write({ event: 'and this' })
  log.flushNow()
  rmSync(join(folder, 'logs'))
  log.write({ event: 'kept' })
  await written(2)
  expect(lines()).toMatchObject([{ event: 'log_lines_lost', count: 3 }, { event: 'kept' }])
  log.write({ event: 'kept as well' })
  log.flushNow()
  expect(events()).toEqual(['log_lines_lost', 'kept', 'kept as well'])
})

test('lines that a disk refuses while nobody waits are told once, too', async () => {
  log.write({ event: 'before' })
  await written(1)
  const asked = disk.asked
  disk.stuck = Promise.reject(new Error('ENOSPC'))
  disk.stuck.catch(() => {})
  for (const event of ['one', 'two']) {
    log.write({ event })
    await expect.poll(() => disk.asked).toBe(asked + (event === 'one' ? 1 : 2))
  }
  disk.stuck = null
  log.write({ event: 'after' })
  await written(3)
  expect(lines()).toMatchObject([
    { event: 'before' },
    { event: 'log_lines_lost', count: 2 },
    { event: 'after' },
  ])
})
