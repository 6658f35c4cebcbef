import { expect, test } from 'vitest'
import type { MemoryRules } from '../../../../../src/main/engines/worker/memory-rules.ts'
import { supervised } from '../../../../support/supervised-models.ts'
import { promisesRun } from '../../../../support/virtual-clock.ts'

// The process that waits with all but a model, and the model that comes back by itself.

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

/** A model that answers on a computer with room for more, and a Stop it does not hear. */
async function hanging() {
  const all = supervised({ mayKeepSpare: () => true })
  const { host, start } = all
  const answering = start('a', { context_size: 2_048 })
  host.last.say({ type: 'ready', findings: { chat_format: 'chatML' } })
  answering.abort.abort()
  return { ...all, answering }
}

test('after a forced kill the model is loaded again in the background, as it was, and the next prompt finds it', async () => {
  const { host, start, answering } = await hanging()
  answering.run.force()
  expect(host.children).toHaveLength(1)
  await promisesRun()
  expect(host.children).toHaveLength(2)
  expect(host.last.sentOf('load')).toEqual([
    {
      type: 'load',
      model: 'a',
      setup: { path: '/models/a', context_size: 2_048, gpu_layers: null },
      findings: { chat_format: 'chatML' },
    },
  ])
  host.last.say({ type: 'ready' })
  const next = start('a', { context_size: 2_048 })
  expect(host.children).toHaveLength(2)
  expect(host.last.sentOf('generate')[0]?.run_id).toBe(next.id)
})

test('a prompt that waits already is loaded for, and nothing beside it', async () => {
  const { host, start, answering } = await hanging()
  start('a', { context_size: 4_096 })
  answering.run.force()
  await promisesRun()
  expect(host.children).toHaveLength(2)
  expect(host.last.sentOf('load')[0]?.setup.context_size).toBe(4_096)
})

test.each<[string, Partial<MemoryRules>]>([
  ['where no spare may be kept', { mayKeepSpare: () => false }],
  ['where there is no room', { mayKeepSpare: () => true, hasRoomFor: () => false }],
])('%s nothing is loaded in the background', async (_where, rules) => {
  const { host, start, memory } = supervised({ mayKeepSpare: () => true })
  const other = start('other')
  host.last.say({ type: 'ready' })
  const { run, abort } = start('a')
  host.last.say({ type: 'ready' })
  abort.abort()
  Object.assign(memory, rules)
  run.force()
  await promisesRun()
  expect(host.children).toHaveLength(2)
  expect(other.replies.at(-1)).toMatchObject({ status: 'loading' })
})

test('a load that was stopped is not gone on with', async () => {
  const { host, start } = supervised({ mayKeepSpare: () => true })
  const { run, abort } = start('a')
  abort.abort()
  expect(run.patience_ms()).toBe(0)
  run.force()
  await promisesRun()
  expect(host.children).toHaveLength(1)
})

test('a spare that cannot even start is not tried for ever', async () => {
  const { host, clock, supervisor } = supervised({ mayKeepSpare: () => true })
  for (let i = 0; i < 10; i++) {
    supervisor.prepare()
    host.last.exit(1)
    await clock.advance(1_000)
  }
  expect(host.children).toHaveLength(3)
  await clock.advance(5 * 60_000)
  supervisor.prepare()
  host.last.say({ type: 'load_failed', error_type: 'model_load_failed', message: 'no llama.cpp' })
  expect(host.children).toHaveLength(4)
  expect(host.last.killed).toBe(1)
  expect(supervisor.stats.crashes).toBe(0)
})

test('a spare alone goes, too, when memory is short', async () => {
  const { host, clock, supervisor, memory } = supervised({ mayKeepSpare: () => true })
  supervisor.prepare()
  memory.isShort = () => true
  await clock.advance(5_000)
  await promisesRun()
  expect(host.last.killed).toBe(1)
  await clock.advance(10_000)
  expect(host.children).toHaveLength(1)
  expect(clock.armed).toBe(0)
})
