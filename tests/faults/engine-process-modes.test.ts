import { afterEach, beforeEach, expect, test } from 'vitest'
import { reasoningTokens } from '../../src/main/engines/simulator/seeded-text.ts'
import type { Stock } from '../../src/main/self-test/leaks.ts'
import { assertNothingLeft, quietStock } from '../support/quiet-stock.ts'
import { WorkerCore } from '../support/run-worker.ts'

let stock: Stock
let core: WorkerCore
beforeEach(async () => {
  stock = await quietStock()
  core = new WorkerCore()
})
afterEach(async () => {
  await core.dispose()
  await assertNothingLeft(stock, core.pids)
})

test('normal: the text shown is the seeded text, and so is what the journal has', async () => {
  const stream = await core.ask('normal?rate=2000&length=500', 'What is a sluice?')
  expect(core.reasonOf(stream)).toBe('success')
  expect(core.textOf(stream)).toBe(core.expectedOf(stream))
  expect(core.journal.appended.get(stream)).toEqual([{ channel: 'answer', text: core.expectedOf(stream) }])
  expect(core.of(stream).at(-1)).toMatchObject({ type: 'done', usage: { completion_tokens: 500 } })
})

test('one process answers one prompt after the other', async () => {
  for (const prompt of ['one', 'two', 'three']) {
    const stream = await core.ask('normal?rate=2000&length=50&first_ms=0', prompt)
    expect(core.textOf(stream)).toBe(core.expectedOf(stream))
  }
  expect(core.pids).toHaveLength(1)
})

test('long document: 10,000 tokens of markdown arrive whole and in order', async () => {
  const stream = await core.ask('long-document?rate=20000')
  expect(core.textOf(stream)).toBe(core.expectedOf(stream))
  expect(core.of(stream).map((event) => event.seq)).toEqual(core.of(stream).map((_, index) => index))
})

test('reasoning: what is thought goes to its own channel, before the answer', async () => {
  const model = 'reasoning?rate=2000&length=40&first_ms=0'
  const stream = await core.ask(model, 'Think')
  const thought = [...reasoningTokens({ prompt: 'Think', model, seed: 1 })].join('')
  expect(core.textOf(stream, 'reasoning')).toBe(thought)
  expect(core.textOf(stream)).toBe(core.expectedOf(stream))
  expect(core.journal.appended.get(stream)?.map((part) => part.channel)).toEqual(['reasoning', 'answer'])
})

test('empty: an answer without a word is a success without text', async () => {
  const stream = await core.ask('empty?first_ms=0')
  expect(core.reasonOf(stream)).toBe('success')
  expect(core.textOf(stream)).toBe('')
})

test('error: the engine’s own sentence is told, the text stays, and the same process answers again', async () => {
  const model = 'error?rate=1000&first_ms=0'
  for (let i = 0; i < 2; i++) {
    const stream = await core.ask(model)
    expect(core.errorOf(stream)).toMatchObject({
      error_type: 'internal',
      content: expect.stringContaining('simulator failed') as string,
    })
    expect(core.textOf(stream)).not.toBe('')
    expect(core.expectedOf(stream).startsWith(core.textOf(stream))).toBe(true)
  }
  expect(core.pids).toHaveLength(1)
  expect(core.engine.supervisor.stats.crashes).toBe(0)
})

test('stalls: silence is told after the notice, and a stop ends it cooperatively', async () => {
  await core.dispose()
  core = new WorkerCore({ stalled_notice_ms: 100 })
  const stream = core.send('stalls?rate=1000&first_ms=0')
  // Not the silence before it: a process may take longer than that to start.
  const { seq } = await core.text(stream)
  const stalled = await core.until(
    (event) =>
      event.stream_id === stream && event.seq > seq && event.type === 'status' && event.status === 'stalled',
  )
  expect(stalled).toMatchObject({ status: 'stalled', seconds: 0 })
  expect(await core.registry.stop(stream)).toMatchObject({ how: 'cooperative' })
})

test('stalls: silence beyond the limit ends the answer with an error, and the engine is released', async () => {
  await core.dispose()
  core = new WorkerCore({ stalled_notice_ms: 100, between_tokens_ms: 300 })
  const stream = await core.ask('stalls?rate=1000&first_ms=0')
  expect(core.errorOf(stream)).toMatchObject({ error_type: 'engine_stalled', retryable: true })
  expect(core.textOf(stream)).not.toBe('')
})

test('garbage: nonsense on the wire ends the answer and the process; the next prompt gets a new one', async () => {
  const stream = await core.ask('garbage?rate=1000&first_ms=0')
  expect(core.errorOf(stream)).toMatchObject({ error_type: 'bad_reply' })
  expect(core.expectedOf(stream).startsWith(core.textOf(stream))).toBe(true)
  expect(core.textOf(stream)).not.toBe('')
  const next = await core.ask('normal?rate=2000&length=20&first_ms=0')
  expect(core.textOf(next)).toBe(core.expectedOf(next))
})

test('crash mid-answer: everything sent before the crash is kept, and the next prompt is answered', async () => {
  const model = 'crash-mid-answer?rate=5000&first_ms=0'
  for (let i = 0; i < 2; i++) {
    const stream = await core.ask(model, `Prompt ${i}`)
    expect(core.errorOf(stream)).toMatchObject({ error_type: 'engine_crashed', retryable: true })
    const kept = core.textOf(stream)
    expect(core.expectedOf(stream).startsWith(kept)).toBe(true)
    expect(core.journal.appended.get(stream)).toEqual([{ channel: 'answer', text: kept }])
    // All 40 tokens: the last ones are in the pipe when the process dies.
    const all = core.of(stream).at(-1)
    expect(all).toMatchObject({ type: 'done', timings: { tokens: 40 } })
  }
  expect(core.engine.supervisor.stats.crashes).toBe(2)
})

test('crash at start: three times it is started, then it asks; told to, it starts again', async () => {
  const started = () => core.engine.supervisor.stats.spawned
  for (let i = 1; i <= 3; i++) {
    expect(core.errorOf(await core.ask('crash-at-start'))?.error_type).toBe('engine_crashed')
    expect(started()).toBe(i)
  }
  const asks = await core.ask('crash-at-start')
  expect(core.errorOf(asks)?.content).toContain('Start it again')
  expect(started()).toBe(3)
  core.engine.supervisor.restart('crash-at-start')
  await core.ask('crash-at-start')
  expect(started()).toBe(4)
})

test('an unknown mode is answered with a sentence and starts nothing', async () => {
  const stream = await core.ask('no-such-mode')
  expect(core.errorOf(stream)).toMatchObject({ error_type: 'model_not_found' })
  expect(core.pids).toEqual([])
})
