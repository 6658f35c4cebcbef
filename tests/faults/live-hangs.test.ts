import assert from 'node:assert/strict'
import type { ChildProcessByStdio } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import type { LogLine } from '../../src/main/ports.ts'
import { diagnose } from '../../src/main/self-test/diagnose/diagnose.ts'
import type { Finding } from '../../src/shared/diagnosis.ts'
import { tempFolder } from '../unit/main/store/temp-store.ts'

const CHILD = fileURLToPath(new URL('./live-hangs-child.ts', import.meta.url))
const LIMIT_MS = 55_000
/** The innermost frame may be a function of Node's that it calls. */
const HUNG_IN = /(^| < )sumForSoLong live-hangs-child\.ts:\d+ < /
const LIMITED = { timeout: LIMIT_MS }
const STANDSTILL_MS = 2_500

/** The app's parts in a process of their own, hanging on demand. */
class Hanging {
  readonly folder = tempFolder()
  readonly log_path = join(this.folder, 'logs', 'sluice.log')
  readonly child: ChildProcessByStdio<Writable, Readable, null>
  #lines: AsyncIterator<string>
  #exited: Promise<unknown[]>

  private constructor(way: string) {
    this.child = spawn(process.execPath, [CHILD, this.folder, way], { stdio: ['pipe', 'pipe', 'inherit'] })
    onTestFinished(() => void this.child.kill('SIGKILL'))
    this.#exited = once(this.child, 'exit', { signal: AbortSignal.timeout(LIMIT_MS) })
    this.#lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]()
  }

  /** Starts it and waits until it may begin; `begin` then lets it. */
  static async ready(way: string): Promise<Hanging> {
    const hanging = new Hanging(way)
    assert.equal(await hanging.says(), 'ready')
    return hanging
  }

  begin(): void {
    this.child.stdin.write('go\n')
  }

  /** Waits for its end in order; what it said last. */
  async ended(): Promise<Record<string, unknown>> {
    const outcome = await this.says()
    assert.deepEqual(await this.#exited, [0, null])
    return outcome as Record<string, unknown>
  }

  async killed(): Promise<void> {
    this.child.kill('SIGKILL')
    assert.deepEqual(await this.#exited, [null, 'SIGKILL'])
  }

  log(event: string): LogLine[] {
    if (!existsSync(this.log_path)) return []
    return readFileSync(this.log_path, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as LogLine)
      .filter((line) => line.event === event)
  }

  /** What is told of main standing still; a busy computer may add short blocks, which are no hang. */
  hangs(): LogLine[] {
    return this.log('loop_blocked').filter((line) => Number(line['ms']) >= 1_000)
  }

  async finding(check: string): Promise<Finding | undefined> {
    const { findings } = await diagnose(this.log_path)
    return findings.find((finding) => finding.check === check)
  }

  /** The next thing it says. */
  async says(): Promise<unknown> {
    const { value } = await this.#lines.next()
    return JSON.parse(String(value))
  }
}

/** Where main hung, wherever it was told; a very busy computer may have had no time to ask for it each time. */
function expectPlaces(told: LogLine[]): void {
  const places = told.map((line) => line['at']).filter((at) => at !== undefined)
  expect(places.length).toBeGreaterThan(0)
  for (const place of places) expect(place).toMatch(HUNG_IN)
}

test('main hangs in its own code for 1.6 s: told while it lasts, with the place, and afterwards; then it is as fast as before', async () => {
  const hanging = await Hanging.ready('busy-loop')
  hanging.begin()
  const { before_ms, after_ms, hangs } = await hanging.ended()
  const told = hanging.hangs()
  const ends = told.filter((line) => !line['ongoing'])
  const lasting = told.filter((line) => line['ongoing'] === true)
  // Each has its end, and the last word is the end of the last.
  expect(ends).toHaveLength(Number(hangs))
  expect(told.at(-1)).toBe(ends.at(-1))
  for (const end of ends) expect(Number(end['ms'])).toBeGreaterThanOrEqual(1_480)
  expect(lasting.length).toBeGreaterThanOrEqual(ends.length)
  for (const line of lasting) {
    expect(line).toMatchObject({ where: 'main', ongoing: true })
    expect(Number(line['ms'])).toBeGreaterThanOrEqual(1_000)
  }
  expectPlaces(lasting)
  console.log(
    `the same work before the hang ${Number(before_ms).toFixed(1)} ms, after it ${Number(after_ms).toFixed(1)} ms`,
  )
  expect(await hanging.finding('loop_blocked')).toMatchObject({ level: 'broken', count: Number(hangs) })
})

test('main hangs where it cannot be asked: told all the same, without the place, and main goes on', async () => {
  const hanging = await Hanging.ready('native-wait')
  hanging.begin()
  await hanging.ended()
  const [ongoing, over, ...more] = hanging.hangs()
  expect(ongoing).toMatchObject({ where: 'main', ongoing: true })
  expect(ongoing).not.toHaveProperty('at')
  expect(Number(over?.['ms'])).toBeGreaterThanOrEqual(2_000)
  expect(more).toEqual([])
})

test('a hang that ends while the watcher looks into it has one end in the log, and never lasts on', async () => {
  const hanging = await Hanging.ready('brief-waits')
  hanging.begin()
  await hanging.ended()
  const lasting = hanging.hangs().map((line) => line['ongoing'] ?? false)
  expect(lasting.filter((ongoing) => ongoing === false)).toHaveLength(3)
  expect(lasting.at(-1)).toBe(false)
  expect(await hanging.finding('loop_blocked')).toMatchObject({ level: 'broken', count: 3 })
})

test('main hangs for ever and is killed: the log has it, although main never wrote again', async () => {
  const hanging = await Hanging.ready('for-ever')
  hanging.begin()
  await expect
    .poll(() => hanging.hangs().length > 1 && hanging.hangs().some((line) => line['at']), LIMITED)
    .toBe(true)
  await hanging.killed()
  const told = hanging.hangs()
  for (const line of told) expect(line).toMatchObject({ where: 'main', ongoing: true })
  expectPlaces(told)
  expect(Number(told[1]?.['ms'])).toBeGreaterThanOrEqual(5_000)
  const finding = await hanging.finding('loop_blocked')
  expect(finding).toMatchObject({ level: 'broken' })
  expect(finding?.says).toContain('sumForSoLong')
})

test('an engine process hangs: its stall and its forced release are in the log', async () => {
  const hanging = await Hanging.ready('engine')
  hanging.begin()
  expect(await hanging.ended()).toMatchObject({ how: 'forced' })
  expect(hanging.log('stream_status').map((line) => line['status'])).toContain('stalled')
  expect(hanging.log('stream_end')).toMatchObject([{ reason: 'stopped', forced: true }])
  expect(hanging.log('engine_killed')).toHaveLength(1)
  // Main did not hang with it.
  expect(hanging.hangs()).toEqual([])
  expect(await hanging.finding('forced_release')).toMatchObject({ level: 'notice', count: 1 })
  expect((await hanging.finding('stalls'))?.level).toBe('notice')
})

test('the store’s worker hangs because another program holds the file: told while it lasts, and when it answers after all', async () => {
  const hanging = await Hanging.ready('store')
  const holder = new DatabaseSync(join(hanging.folder, 'sluice.db'))
  onTestFinished(() => holder.close())
  holder.exec('BEGIN IMMEDIATE')
  hanging.begin()
  await expect.poll(() => hanging.log('store_blocked').length, LIMITED).toBeGreaterThan(0)
  holder.exec('COMMIT')
  await hanging.ended()
  const [ongoing, over, ...more] = hanging.log('store_blocked')
  expect(ongoing).toMatchObject({ ongoing: true, operation: 'session:insert' })
  expect(over).toMatchObject({ operation: 'session:insert' })
  expect(over).not.toHaveProperty('ongoing')
  expect(Number(over?.['ms'])).toBeGreaterThan(Number(ongoing?.['ms']))
  expect(more).toEqual([])
  expect(hanging.hangs()).toEqual([])
  expect(await hanging.finding('store_blocked')).toMatchObject({ level: 'notice', count: 1 })
})

test.skipIf(process.platform === 'win32')(
  'a process that stood still as a whole, as in a sleep nobody told of, did not hang',
  async () => {
    const hanging = await Hanging.ready('quiet')
    hanging.begin()
    assert.equal(await hanging.says(), 'begun')
    hanging.child.kill('SIGSTOP')
    await delay(STANDSTILL_MS)
    hanging.child.kill('SIGCONT')
    hanging.begin()
    await hanging.ended()
    // Those of the hang before.
    expect(hanging.hangs().map((line) => line['ongoing'] ?? false)).toEqual([true, false])
  },
)

test('a watch that nobody disposed of keeps no process alive', async () => {
  const hanging = await Hanging.ready('leaving')
  hanging.begin()
  await hanging.ended()
  expect(hanging.log('app_exit')).toHaveLength(1)
})
