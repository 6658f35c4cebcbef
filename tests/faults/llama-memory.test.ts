import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import type { Stock } from '../../src/main/self-test/leaks.ts'
import type { StreamId } from '../../src/shared/ids.ts'
import { assertNothingLeft, quietStock } from '../support/quiet-stock.ts'
import type { LlamaCoreOptions } from '../support/run-llama.ts'
import { LlamaCore, ModelFolder, user } from '../support/run-llama.ts'
import { isAlive } from '../support/run-worker.ts'

/** Not enough for another model, and not so little that what is idle has to go anyway. */
const NO_ROOM = { total_bytes: 4e9, available_bytes: 7e8 }
const SHORT = { total_bytes: 32e9, available_bytes: 1e8 }
const QUESTION = [user('Which water is light?')]
const BRIEF = { temperature: 0, max_tokens: 5 }
/** What is idle is looked for every five seconds, and the computer may be busy. */
const SOON_MS = 30_000

const folder = new ModelFolder()
let stock: Stock
let core: LlamaCore
beforeAll(() => {
  folder.add('tiny.gguf', { end: 1e-9 })
  folder.add('other.gguf', { end: 1e-9, seed: 2 })
})
afterAll(() => folder.remove())
beforeEach(async () => {
  stock = await quietStock()
})
afterEach(async () => {
  await core.dispose()
  await assertNothingLeft(stock, core.pids)
})

function begin(options: LlamaCoreOptions = {}): void {
  core = new LlamaCore(folder, options)
}

/** What a window is told of a stream in line, once its place is known. */
const told = (stream: StreamId) =>
  core.until((event) => event.stream_id === stream && event.type === 'status' && event.position !== undefined)

test('a second model waits for the answer of the first, is told whose, and loads when that ends', async () => {
  begin()
  core.memory = NO_ROOM
  core.journal.parameters = { max_tokens: 1_500 }
  onTestFinished(() => void (core.journal.parameters = {}))
  const first = core.send('tiny.gguf', 'one', 'a')
  await core.text(first)
  core.journal.parameters = BRIEF
  const second = core.send('other.gguf', 'two', 'b')
  expect(await told(second)).toMatchObject({ status: 'waiting', position: 1, for_room_of: 'tiny.gguf' })
  await core.done(second)
  expect([first, second].map((stream) => core.reasonOf(stream))).toEqual(['success', 'success'])
  expect(core.engine.supervisor.loadedModels()).toEqual(['other.gguf'])
})

test('the person may have the first stopped: its text stays, and the second loads at once', async () => {
  begin()
  core.memory = NO_ROOM
  const first = core.send('tiny.gguf', 'one', 'a')
  await core.text(first, 20)
  const later = core.send('tiny.gguf', 'three', 'c')
  await told(later)
  const second = core.send('other.gguf', 'two', 'b')
  expect(await told(second)).toMatchObject({ position: 1, for_room_of: 'tiny.gguf' })
  expect(core.engine.supervisor.makeRoom(later, 'tiny.gguf')).toEqual([])
  expect(core.engine.supervisor.makeRoom(second, 'tiny.gguf')).toEqual([first])
  expect((await core.registry.stop(first)).how).toBe('cooperative')
  await core.text(second)
  expect(core.reasonOf(first)).toBe('stopped')
  expect(core.textOf(first)).not.toBe('')
  await core.until(
    (event) => event.stream_id === later && event.type === 'status' && event.for_room_of === 'other.gguf',
  )
})

test('a model nobody talks to is unloaded after its time, and loaded again for the next prompt', async () => {
  begin({ idle_ms: 1 })
  await core.answerTo('tiny.gguf', QUESTION, BRIEF)
  await vi.waitFor(() => expect(core.pids.filter(isAlive)).toEqual([]), SOON_MS)
  expect(core.engine.supervisor.stats.crashes).toBe(0)
  expect((await core.answerTo('tiny.gguf', QUESTION, BRIEF)).end).toMatchObject({ finish: 'length' })
})

test('when memory is short the spare goes first, then the idle model; the answer that runs goes on', async () => {
  begin({ spare: true })
  const stream = core.send('tiny.gguf')
  await core.text(stream)
  await core.answerTo('other.gguf', QUESTION, BRIEF)
  await vi.waitFor(() => expect(core.engine.supervisor.hasWarmSpare).toBe(true), SOON_MS)
  core.memory = SHORT
  await vi.waitFor(() => expect(core.pids.filter(isAlive)).toHaveLength(1), SOON_MS)
  expect(core.log.flatMap(({ event, why }) => (event === 'engine_killed' ? [why] : []))).toEqual([
    'memory is short',
    'nobody talks to it',
  ])
  const length = core.textOf(stream).length
  await core.text(stream, length + 20)
})

test('a model whose process had to be killed is loaded again in the background', async () => {
  begin({ spare: true })
  const stream = core.send('tiny.gguf')
  await core.text(stream, 20)
  const { pid } = core
  process.kill(pid, 'SIGSTOP')
  expect((await core.registry.stop(stream)).how).toBe('forced')
  await vi.waitFor(() => expect(core.engine.supervisor.loadedModels()).toEqual(['tiny.gguf']), SOON_MS)
  const ready_pid = core.log.findLast(({ event }) => event === 'engine_ready')?.['pid']
  expect(ready_pid).not.toBe(pid)
  const from = performance.now()
  const next = core.send('tiny.gguf')
  await core.text(next)
  console.log(`killed and loaded again, sent to first token: ${(performance.now() - from).toFixed(0)} ms`)
  expect(core.log.findLast(({ event }) => event === 'engine_ready')?.['pid']).toBe(ready_pid)
})

test('nothing is prepared where there is no model', async () => {
  begin({ spare: true })
  const empty = new ModelFolder()
  onTestFinished(() => empty.remove())
  const without = new LlamaCore(empty, { spare: true })
  await without.engine.prepare()
  expect(without.pids).toEqual([])
  await without.dispose()
})
