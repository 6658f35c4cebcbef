import { expect, test } from 'vitest'
import { supervised } from '../../../../support/supervised-models.ts'
import { promisesRun } from '../../../../support/virtual-clock.ts'

// Kinds that are given their model by a message: one process a model, a spare, and memory that may be short.

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
