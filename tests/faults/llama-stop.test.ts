import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Stock } from '../../src/main/self-test/leaks.ts'
import type { StreamId } from '../../src/shared/ids.ts'
import { assertNothingLeft, quietStock } from '../support/quiet-stock.ts'
import { LlamaCore, longPrompt, ModelFolder, user } from '../support/run-llama.ts'
import { isAlive, spread } from '../support/run-worker.ts'

/** The longest patience with an engine, and the time for a SIGKILL to be carried out on a busy computer. */
const DEADLINE_MS = 2_000 + 2_000
/** Never ends by itself within a test. */
const ENDLESS = { end: 1e-9 }
const QUESTION = [user('Which water is light?')]
const GREEDY = { temperature: 0, max_tokens: 12 }

const folder = new ModelFolder()
let stock: Stock
let core: LlamaCore
beforeAll(() => {
  folder.add('tiny.gguf', ENDLESS)
  folder.add('mid.gguf', { preset: 'mid', ...ENDLESS })
})
afterAll(() => folder.remove())
beforeEach(async () => {
  stock = await quietStock()
  core = new LlamaCore(folder)
})
afterEach(async () => {
  await core.dispose()
  await assertNothingLeft(stock, core.pids)
})

const reading = (stream: StreamId) =>
  core.until(
    (event) =>
      event.stream_id === stream &&
      event.type === 'status' &&
      event.status === 'thinking' &&
      (event.percent ?? 0) > 0,
  )

test('a stop while it writes is obeyed, and the process lives on with its model', async () => {
  const times: number[] = []
  for (let i = 0; i < 10; i++) {
    const stream = core.send('tiny.gguf', `Part ${i}`)
    await core.text(stream, 40)
    const release = await core.registry.stop(stream)
    expect(release.how).toBe('cooperative')
    times.push(release.release_ms)
  }
  console.log(`writing, Stop to released: ${spread(times)}`)
  expect(core.pids).toHaveLength(1)
})

test('a stop in a prompt that takes seconds to read is obeyed within a chunk; nothing is killed and the next answer is right', async () => {
  const reference = await core.answerTo('mid.gguf', QUESTION, GREEDY)
  expect(reference.answer).not.toBe('')
  const times: number[] = []
  for (let i = 0; i < 4; i++) {
    const stream = core.send('mid.gguf', `${i} ${longPrompt(4_000)}`)
    await reading(stream)
    const release = await core.registry.stop(stream)
    expect(release.how).toBe('cooperative')
    expect(core.textOf(stream)).toBe('')
    times.push(release.release_ms)
    expect((await core.answerTo('mid.gguf', QUESTION, GREEDY)).answer).toBe(reference.answer)
  }
  console.log(`reading, Stop to released: ${spread(times)}`)
  expect(core.pids).toHaveLength(1)
})

test('a stop while the model loads takes the process away at once; the next prompt loads it anew', async () => {
  const stream = core.send('mid.gguf')
  await core.status(stream, 'loading')
  const release = await core.registry.stop(stream)
  expect(release.how).toBe('forced')
  expect(release.release_ms).toBeLessThan(DEADLINE_MS)
  expect(core.pids.filter(isAlive)).toEqual([])
  expect(core.engine.supervisor.stats.crashes).toBe(0)
  console.log(`loading, Stop to released: ${release.release_ms.toFixed(0)} ms`)
  expect((await core.answerTo('mid.gguf', QUESTION, GREEDY)).end).toMatchObject({ finish: 'length' })
})

test('a process SIGSTOPped from outside is told as silent, killed by a stop, and the next prompt gets another', async () => {
  await core.dispose()
  core = new LlamaCore(folder, { timeouts: { stalled_notice_ms: 300 } })
  const stream = core.send('tiny.gguf')
  await core.text(stream, 20)
  const { pid } = core
  process.kill(pid, 'SIGSTOP')
  await core.status(stream, 'stalled')
  const release = await core.registry.stop(stream)
  expect(release.how).toBe('forced')
  expect(release.release_ms).toBeLessThan(DEADLINE_MS)
  expect(isAlive(pid)).toBe(false)
  expect((await core.answerTo('tiny.gguf', QUESTION, GREEDY)).end).toMatchObject({ type: 'finish' })
})

test('a process SIGKILLed from outside is a crash: its text stays, and the spare loads the model for the next prompt', async () => {
  await core.dispose()
  core = new LlamaCore(folder, { spare: true })
  const stream = core.send('tiny.gguf')
  await core.text(stream, 20)
  // The spare comes a little later, when it takes nothing from the first answer.
  await vi.waitFor(() => expect(core.engine.supervisor.hasWarmSpare).toBe(true), 30_000)
  process.kill(core.pids[0] ?? 0, 'SIGKILL')
  await core.done(stream)
  expect(core.errorOf(stream)).toMatchObject({ error_type: 'engine_crashed' })
  expect(core.textOf(stream)).not.toBe('')
  const from = performance.now()
  const next = core.send('tiny.gguf')
  await core.text(next)
  console.log(`killed, sent again to first token with a spare: ${(performance.now() - from).toFixed(0)} ms`)
  expect(core.engine.supervisor.loadedModels()).toEqual(['tiny.gguf'])
  expect(core.pids.filter(isAlive)[0]).toBe(core.pids[1])
})

test('sessions that share a model stand in one line, and each is told its place', async () => {
  const [first, second, third] = ['a', 'b', 'c'].map((name) => core.send('tiny.gguf', name, name))
  if (!first || !second || !third) throw new Error('nothing was sent')
  await core.text(first, 20)
  const waiting = await core.until(
    (event) => event.stream_id === third && event.type === 'status' && event.position !== undefined,
  )
  expect(waiting).toMatchObject({ status: 'waiting', position: 2 })
  await core.registry.stop(first)
  await core.text(second, 20)
  await core.until((event) => event.stream_id === third && event.type === 'status' && event.position === 1)
  await core.registry.stop(second)
  await core.text(third, 20)
  expect(core.pids).toHaveLength(1)
})

test('a chat that asks again and again does not overtake the one that waits', async () => {
  const first = core.send('tiny.gguf', 'one', 'busy')
  await core.text(first, 20)
  const patient = core.send('tiny.gguf', 'mine', 'patient')
  await core.until((event) => event.stream_id === patient && event.type === 'status' && event.position === 1)
  const again = [2, 3, 4].map((n) => core.send('tiny.gguf', `${n}`, 'busy'))
  await core.text(patient, 20)
  const last = again.at(-1) ?? first
  await core.until((event) => event.stream_id === last && event.type === 'status' && event.position === 1)
  expect(again.map((stream) => core.textOf(stream))).toEqual(['', '', ''])
  await core.registry.stop(patient)
  await core.text(last, 20)
  expect(core.pids).toHaveLength(1)
})

test('without memory for two, the model that nobody talks to makes room for the other', async () => {
  // Not enough for another, and not so little that what is idle has to go anyway.
  core.memory = { total_bytes: 4e9, available_bytes: 7e8 }
  await core.answerTo('tiny.gguf', QUESTION, GREEDY)
  await core.answerTo('mid.gguf', QUESTION, GREEDY)
  expect(core.engine.supervisor.loadedModels()).toEqual(['mid.gguf'])
  expect(core.pids.filter(isAlive)).toHaveLength(1)
})

test('leaving while it reads and while another loads: every process is gone', async () => {
  const read = core.send('mid.gguf', longPrompt(4_000), 'a')
  await reading(read)
  core.send('tiny.gguf', 'hello', 'b')
  await core.until(
    (event) => event.session_id === 'b' && event.type === 'status' && event.status === 'loading',
  )
  await core.dispose()
  expect(core.pids).toHaveLength(2)
  expect(core.pids.filter(isAlive)).toEqual([])
})
