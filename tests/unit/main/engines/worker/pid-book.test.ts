import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawn } from 'node:child_process'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PidBook } from '../../../../../src/main/engines/worker/pid-book.ts'
import { processStartTime } from '../../../../../src/main/lib/process-start-time.ts'

let folder: string
let file: string
let pid: number
let end: () => Promise<void>
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-book-'))
  file = join(folder, 'pids.json')
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 60_000)'], { stdio: 'ignore' })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await new Promise((resolve) => child.once('spawn', resolve))
  pid = child.pid ?? 0
  end = () => {
    child.kill('SIGKILL')
    return exited
  }
})
afterEach(async () => {
  await end()
  rmSync(folder, { recursive: true, force: true })
})

const entries = (): unknown => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null)

test('a process is written down with its start time, and struck out when it is gone', async () => {
  const book = new PidBook(file)
  book.add(pid)
  const started = await processStartTime(pid)
  await expect.poll(() => entries()).toEqual([{ pid, started }])
  book.remove(pid)
  expect(entries()).toEqual([])
})

test('one that is gone before its start time is known is never written down', async () => {
  const book = new PidBook(file)
  book.add(pid)
  book.remove(pid)
  await processStartTime(pid)
  await new Promise((resolve) => setImmediate(resolve))
  expect(entries()).toEqual([])
})

test('the file is replaced as a whole: nothing half-written lies beside it', async () => {
  const book = new PidBook(file)
  book.add(pid)
  book.add(process.pid)
  await expect.poll(() => entries()).toHaveLength(2)
  expect(readdirSync(folder)).toEqual(['pids.json'])
})

test('a folder that is not there keeps no engine from starting', async () => {
  const book = new PidBook(join(folder, 'nowhere', 'pids.json'))
  book.add(pid)
  await processStartTime(pid)
  expect(() => book.remove(pid)).not.toThrow()
  expect(await book.killLeftovers()).toEqual([])
})
