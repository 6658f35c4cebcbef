import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { PidBook } from '../../src/main/engines/worker/pid-book.ts'
import { processStartTime } from '../../src/main/lib/process-start-time.ts'
import { isAlive } from '../support/run-worker.ts'

const GONE_WITHIN_MS = 2_000
const PARENT = resolve(import.meta.dirname, '../support/mortal-parent.ts')

const undo: (() => void)[] = []
afterEach(() => {
  for (const step of undo.splice(0)) step()
})

interface Told {
  idle_pid: number
  blocked_pid: number
  writing_pid: number
  pid_file: string
}

/** Starts the small app and waits until its engine processes are at it. */
async function startParent(): Promise<{ parent: ChildProcess; told: Told; exited: Promise<unknown> }> {
  const parent = spawn(process.execPath, [PARENT], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = new Promise((resolve) => parent.once('exit', resolve))
  undo.push(() => parent.kill('SIGKILL'))
  const line = await new Promise<string>((resolve, reject) => {
    parent.stdout.once('data', (data: Buffer) => resolve(data.toString()))
    parent.once('exit', (code) => reject(new Error(`the parent ended with ${code}`)))
  })
  const told = JSON.parse(line) as Told
  undo.push(() => rmSync(dirname(told.pid_file), { recursive: true, force: true }))
  return { parent, told, exited }
}

/** Milliseconds until the process is gone (or dead and only not collected); rejects when that takes too long. */
async function goneAfter(pid: number, from: number): Promise<number> {
  while ((await processStartTime(pid)) !== null) {
    if (performance.now() - from > 10 * GONE_WITHIN_MS) {
      process.kill(pid, 'SIGKILL')
      throw new Error(`process ${pid} outlived its parent`)
    }
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return performance.now() - from
}

test('when the app is SIGKILLed, its engine processes end by themselves: idle, writing and stuck in a loop', async () => {
  const { parent, told, exited } = await startParent()
  const pids = [told.idle_pid, told.writing_pid, told.blocked_pid]
  expect(pids.every(isAlive)).toBe(true)
  const from = performance.now()
  parent.kill('SIGKILL')
  const [idle = 0, writing = 0, blocked = 0] = await Promise.all(pids.map((pid) => goneAfter(pid, from)))
  await exited
  const ms = (value: number): string => `${value.toFixed(0)} ms`
  console.log(`parent killed, gone after: idle ${ms(idle)}, writing ${ms(writing)}, blocked ${ms(blocked)}`)
  expect(Math.max(idle, writing, blocked)).toBeLessThan(GONE_WITHIN_MS)
})

test('what the app wrote down of its processes while they lived is complete when it is SIGKILLed', async () => {
  const { parent, told, exited } = await startParent()
  const entries = JSON.parse(readFileSync(told.pid_file, 'utf8')) as { pid: number; started: string }[]
  const pids = [told.idle_pid, told.blocked_pid, told.writing_pid]
  expect(entries.map(({ pid }) => pid)).toEqual(pids)
  for (const { pid, started } of entries) expect(await processStartTime(pid)).toBe(started)
  parent.kill('SIGKILL')
  await exited
  await Promise.all(pids.map((pid) => goneAfter(pid, performance.now())))
  // The next start finds the book, and nobody of it alive.
  expect(await new PidBook(told.pid_file).killLeftovers()).toEqual([])
  expect(existsSync(told.pid_file)).toBe(false)
})

/** A process that knows no guard, and its start time. */
async function sleeper(): Promise<{ pid: number; started: string; exited: Promise<unknown> }> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 60_000)'], { stdio: 'ignore' })
  undo.push(() => child.kill('SIGKILL'))
  const exited = new Promise((resolve) => child.once('exit', resolve))
  await new Promise((resolve) => child.once('spawn', resolve))
  const pid = child.pid ?? 0
  return { pid, started: (await processStartTime(pid)) ?? '', exited }
}

function bookFile(entries: unknown): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-pids-'))
  undo.push(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'pids.json')
  writeFileSync(file, typeof entries === 'string' ? entries : JSON.stringify(entries))
  return file
}

test('leftovers are killed by pid and start time together', async () => {
  const left = await sleeper()
  const other = await sleeper()
  const file = bookFile([
    { pid: left.pid, started: left.started },
    // The same pid, given to somebody else since.
    { pid: other.pid, started: `${other.started}1` },
    { pid: 2 ** 22 + 1, started: '1' },
  ])
  expect(await new PidBook(file).killLeftovers()).toEqual([left.pid])
  await left.exited
  expect(isAlive(other.pid)).toBe(true)
  expect(existsSync(file)).toBe(false)
})

test('a book that makes no sense kills nobody', async () => {
  const innocent = await sleeper()
  const books: unknown[] = [
    '[{"pid": 12',
    'null',
    { pid: innocent.pid, started: innocent.started },
    [{ pid: String(innocent.pid), started: innocent.started }, null, 1, { pid: innocent.pid }],
    [
      { pid: -1, started: '' },
      { pid: 0, started: '' },
      { pid: 1, started: '' },
    ],
  ]
  for (const book of books) expect(await new PidBook(bookFile(book)).killLeftovers()).toEqual([])
  expect(isAlive(innocent.pid)).toBe(true)
})
