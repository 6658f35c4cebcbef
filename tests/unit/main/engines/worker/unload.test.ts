import { expect, test } from 'vitest'
import { NO_SETUP } from '../../../../../src/main/engines/worker/load-setup.ts'
import type { PidBook } from '../../../../../src/main/engines/worker/pid-book.ts'
import { WorkerSupervisor } from '../../../../../src/main/engines/worker/worker-supervisor.ts'
import type { SessionId, StreamId } from '../../../../../src/shared/ids.ts'
import { FakeProcessHost } from '../../../../support/fake-process-host.ts'
import { promisesRun, VirtualClock } from '../../../../support/virtual-clock.ts'

test('a model that is put away leaves memory before its file is touched, and counts as no crash', async () => {
  const host = new FakeProcessHost()
  const clock = new VirtualClock()
  const supervisor = new WorkerSupervisor({
    host,
    kind: 'llama',
    label: 'Models',
    capacity: 8,
    per_model: 1,
    clock,
    writeLog: () => {},
    pidBook: { add: () => {}, remove: () => {} } as unknown as PidBook,
    setupOf: ({ model }) => ({ ...NO_SETUP, path: `/models/${model}` }),
  })
  for (const model of ['a', 'b']) {
    const ids = { stream_id: model as StreamId, session_id: model as SessionId }
    supervisor.start({ ...ids, model, messages: [], parameters: {} }, new AbortController().signal)
    host.children.at(-1)?.say({ type: 'ready' })
    host.children.at(-1)?.say({ type: 'settled', run_id: model })
  }
  await promisesRun()
  expect(supervisor.loadedModels()).toEqual(['a', 'b'])
  const over = supervisor.unload('a')
  await clock.advance(3_000)
  await over
  expect(supervisor.loadedModels()).toEqual(['b'])
  expect(supervisor.stats.crashes).toBe(0)
  await supervisor.unload('nowhere')
})
