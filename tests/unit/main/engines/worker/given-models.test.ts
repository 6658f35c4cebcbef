import { expect, test } from 'vitest'
import type { LoadSetup } from '../../../../../src/main/engines/worker/load-setup.ts'
import type { MemoryRules } from '../../../../../src/main/engines/worker/memory-rules.ts'
import type { PidBook } from '../../../../../src/main/engines/worker/pid-book.ts'
import { WorkerSupervisor } from '../../../../../src/main/engines/worker/worker-supervisor.ts'
import type { EngineReply } from '../../../../../src/main/ports.ts'
import type { SessionId, StreamId } from '../../../../../src/shared/ids.ts'
import type { Parameters } from '../../../../../src/shared/parameters.ts'
import { FakeProcessHost } from '../../../../support/fake-process-host.ts'
import { promisesRun, VirtualClock } from '../../../../support/virtual-clock.ts'

// Kinds that are given their model by a message: one process a model, a spare, and memory that may be short.

function supervised(rules: Partial<MemoryRules> = {}) {
  const host = new FakeProcessHost()
  const clock = new VirtualClock()
  const memory: MemoryRules = {
    hasRoomFor: () => true,
    mayKeepSpare: () => false,
    isShort: () => false,
    idle_ms: () => null,
    ...rules,
  }
  const supervisor = new WorkerSupervisor({
    host,
    kind: 'llama',
    label: 'Models',
    capacity: 8,
    per_model: 1,
    clock,
    writeLog: () => {},
    pidBook: { add: () => {}, remove: () => {} } as unknown as PidBook,
    setupOf: ({ model, parameters }): LoadSetup => ({
      path: `/models/${model}`,
      context_size: parameters.context_size ?? null,
      gpu_layers: null,
    }),
    memory,
  })
  let runs = 0
  const start = (model = 'm', parameters: Parameters = {}) => {
    const abort = new AbortController()
    const id = `run-${++runs}`
    const ids = { stream_id: id as StreamId, session_id: 's' as SessionId }
    const run = supervisor.start({ ...ids, model, messages: [], parameters }, abort.signal)
    const replies: EngineReply[] = []
    void (async () => {
      for await (const reply of run.replies) replies.push(reply)
    })()
    return { run, abort, replies, id }
  }
  /** Answers a run to its end. */
  const answer = async (model = 'm', parameters: Parameters = {}) => {
    const { id } = start(model, parameters)
    const child = host.children.findLast(({ pid }) => pid !== undefined)
    if (child && child.sentOf('generate').length === 0) child.say({ type: 'ready' })
    child?.say({ type: 'settled', run_id: id })
    await promisesRun()
  }
  return { host, clock, supervisor, start, answer, memory }
}

test('a process is started without a model and told which one, with how it is to be loaded', () => {
  const { host, start } = supervised()
  start('a.gguf', { context_size: 4_096 })
  expect(host.last.args[1]).toBe('')
  expect(host.last.sentOf('load')).toEqual([
    {
      type: 'load',
      model: 'a.gguf',
      setup: { path: '/models/a.gguf', context_size: 4_096, gpu_layers: null },
      findings: {},
    },
  ])
})

test('what loading found out is told to the next process of the same model', async () => {
  const { host, start } = supervised()
  const first = start()
  host.last.say({ type: 'ready', findings: { chat_format: 'chatML' } })
  first.abort.abort()
  first.run.force()
  await promisesRun()
  start()
  expect(host.last.sentOf('load')[0]?.findings).toEqual({ chat_format: 'chatML' })
})

test('who wants a model that is busy waits for its one process, with a place in its own line', async () => {
  const { host, start } = supervised()
  const [first, second, other, third] = [start('a'), start('a'), start('b'), start('a')]
  await promisesRun()
  expect(host.children).toHaveLength(2)
  expect([second, third].map(({ replies }) => replies.at(-1))).toEqual([
    { type: 'status', status: 'waiting', position: 1 },
    { type: 'status', status: 'waiting', position: 2 },
  ])
  expect(other.replies).toEqual([{ type: 'status', status: 'loading', detail: 'b' }])
  host.children[0]?.say({ type: 'ready' })
  host.children[0]?.say({ type: 'settled', run_id: first.id })
  expect(host.children[0]?.sentOf('generate').map(({ run_id }) => run_id)).toEqual([first.id, second.id])
})

test('other settings load the model anew, and only when its old process is gone', async () => {
  const { host, start, answer } = supervised()
  await answer('a')
  const [old] = host.children
  if (old) old.survives = true
  start('a', { context_size: 2_048 })
  expect(old?.killed).toBe(1)
  expect(host.children).toHaveLength(1)
  old?.exit(null, 'SIGKILL')
  expect(host.last.sentOf('load')[0]?.setup.context_size).toBe(2_048)
})

test('a spare takes the model of a killed process; it is filled again only when a model is there', async () => {
  const { host, clock, start, answer, supervisor } = supervised({ mayKeepSpare: () => true })
  await answer('a')
  expect(host.children).toHaveLength(1)
  await clock.advance(5_000)
  expect(host.children).toHaveLength(2)
  const [, spare] = host.children
  expect(supervisor.hasWarmSpare).toBe(false)
  spare?.say({ type: 'warm' })
  expect(supervisor.hasWarmSpare).toBe(true)
  host.children[0]?.exit(null, 'SIGKILL')
  start('a')
  expect(host.children).toHaveLength(2)
  expect(spare?.sentOf('load')).toHaveLength(1)
  await clock.advance(5_000)
  expect(host.children).toHaveLength(2)
  spare?.say({ type: 'ready' })
  await clock.advance(5_000)
  expect(host.children).toHaveLength(3)
})

test('when memory is short the spare goes first, then what is idle; what answers stays', async () => {
  const { host, clock, start, answer, memory } = supervised({ mayKeepSpare: () => true })
  await answer('a')
  start('b')
  host.last.say({ type: 'ready' })
  await clock.advance(5_000)
  expect(host.children).toHaveLength(3)
  memory.isShort = () => true
  await clock.advance(5_000)
  await promisesRun()
  expect(host.children.map(({ killed }) => killed)).toEqual([1, 0, 1])
})

test('a model nobody talks to is unloaded after its time, and no timer stays', async () => {
  const { host, clock, answer, supervisor } = supervised({ idle_ms: () => 60_000 })
  await answer('a')
  await clock.advance(55_000)
  expect(host.last.killed).toBe(0)
  await clock.advance(10_000)
  await promisesRun()
  expect(host.last.killed).toBe(1)
  await clock.advance(10_000)
  expect(supervisor.stats.crashes).toBe(0)
  expect(clock.armed).toBe(0)
})

test('without room for two, the one idle for longest makes room; while all are busy, the next waits', async () => {
  const { host, clock, start, answer, memory } = supervised()
  await answer('a')
  await clock.advance(1_000)
  await answer('b')
  await clock.advance(1_000)
  const again = start('a')
  host.children[0]?.say({ type: 'settled', run_id: again.id })
  memory.hasRoomFor = () => false
  const third = start('c')
  expect(host.children.map(({ killed }) => killed)).toEqual([0, 1])
  await promisesRun()
  // Still no room: the other goes, too, and a model alone is tried whatever the memory.
  expect(host.children.map(({ killed }) => killed)).toEqual([1, 1, 0])
  expect(host.last.sentOf('load')[0]?.model).toBe('c')
  expect(third.replies.at(-1)).toMatchObject({ status: 'loading' })
  const waiting = start('d')
  await promisesRun()
  expect(waiting.replies.at(-1)).toEqual({
    type: 'status',
    status: 'waiting',
    position: 1,
    for_room_of: 'c',
  })
  expect(host.last.killed).toBe(0)
})

/** One model answers, and there is no room for a second. */
async function fullHouse() {
  const all = supervised({ hasRoomFor: () => false })
  const answering = all.start('x')
  all.host.last.say({ type: 'ready' })
  const settle = async (run_id: string): Promise<void> => {
    const child = all.host.children.find((one) => one.sentOf('generate').at(-1)?.run_id === run_id)
    child?.say({ type: 'settled', run_id })
    await promisesRun()
  }
  return { ...all, answering, settle }
}

test('who waits for room gets it when the answer ends, before those who came later for the model in memory', async () => {
  const { host, start, answering, settle } = await fullHouse()
  const waiting = start('y')
  const later = start('x')
  await promisesRun()
  expect(waiting.replies.at(-1)).toMatchObject({ position: 1, for_room_of: 'x' })
  expect(later.replies.at(-1)).toEqual({ type: 'status', status: 'waiting', position: 2 })
  await settle(answering.id)
  expect(host.children.map(({ killed }) => killed)).toEqual([1, 0])
  expect(host.last.sentOf('load')[0]?.model).toBe('y')
  expect(waiting.replies.at(-1)).toMatchObject({ status: 'loading' })
  await promisesRun()
  expect(later.replies.at(-1)).toMatchObject({ position: 1, for_room_of: 'y' })
})

test('who leaves the line lets those behind go on', async () => {
  const { host, start, answering, settle } = await fullHouse()
  const waiting = start('y')
  const later = start('x')
  waiting.abort.abort()
  await settle(answering.id)
  expect(host.children).toHaveLength(1)
  expect(host.last.sentOf('generate').at(-1)?.run_id).toBe(later.id)
})

test('the person’s choice puts whoever waits for room first, and names the answer to stop', async () => {
  const { host, supervisor, start, answering, settle } = await fullHouse()
  const same = start('x')
  const waiting = start('y')
  await promisesRun()
  expect(waiting.replies.at(-1)).toMatchObject({ for_room_of: 'x' })
  expect(supervisor.makeRoom(waiting.id as StreamId, 'x')).toEqual([answering.id])
  await settle(answering.id)
  expect(host.last.sentOf('load')[0]?.model).toBe('y')
  await promisesRun()
  expect(same.replies.at(-1)).toMatchObject({ position: 1, for_room_of: 'y' })
})

test('a choice that is not true any more stops nothing', async () => {
  const { supervisor, start, answering, settle } = await fullHouse()
  const waiting = start('y')
  const same = start('x')
  await promisesRun()
  for (const [run, holder] of [
    [waiting, 'z'],
    [same, 'x'],
    [answering, 'x'],
  ] as const)
    expect(supervisor.makeRoom(run.id as StreamId, holder)).toEqual([])
  await settle(answering.id)
  expect(supervisor.makeRoom(waiting.id as StreamId, 'x')).toEqual([])
})

test('room that comes free by itself is taken within seconds', async () => {
  const { host, clock, memory, start } = await fullHouse()
  start('y')
  memory.hasRoomFor = () => true
  await clock.advance(5_000)
  expect(host.last.sentOf('load')[0]?.model).toBe('y')
})

test('a model that cannot be loaded is told with its sentence, is no crash, and its process goes', async () => {
  const { host, start, supervisor } = supervised()
  const { replies } = start()
  host.last.say({ type: 'load_failed', error_type: 'model_load_failed', message: 'it is cut off.' })
  await promisesRun()
  expect(replies.at(-1)).toEqual({
    type: 'failed',
    error: { content: 'Models: it is cut off.', error_type: 'model_load_failed', retryable: false },
  })
  expect(host.last.killed).toBe(1)
  expect(supervisor.stats.crashes).toBe(0)
})

test('loading is told in percent, and what a step took when it was tried out counts for the first stop', async () => {
  const { host, start } = supervised()
  const { replies, run } = start()
  host.last.say({ type: 'loading', percent: 40 })
  host.last.say({ type: 'ready', step_ms: 400 })
  await promisesRun()
  expect(replies.at(-1)).toEqual({ type: 'status', status: 'loading', detail: 'm', percent: 40 })
  expect(run.patience_ms()).toBe(1_200)
})
