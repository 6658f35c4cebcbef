import { expect, test } from 'vitest'
import { EngineFailure } from '../../../../../src/main/engines/worker/engine-failure.ts'
import type { FromWorker } from '../../../../../src/main/engines/worker/worker-protocol.ts'
import type { WorkerModel } from '../../../../../src/main/engines/worker/worker-session.ts'
import { WorkerSession } from '../../../../../src/main/engines/worker/worker-session.ts'

function opened(model: Partial<WorkerModel>) {
  const said: FromWorker[] = []
  const port = {
    send: (message: FromWorker) => void said.push(message),
    sendRaw: () => {},
    onMessage: () => {},
  }
  const whole: WorkerModel = {
    load: async () => ({}),
    generate: async () => ({ finish: 'stop' }),
    ...model,
  }
  return { said, session: new WorkerSession(port, whole) }
}

test('a process that cannot even get ready for a model says why, and is no crash', async () => {
  const { said, session } = opened({
    warm: async () => {
      throw new EngineFailure('model_load_failed', 'llama.cpp cannot be loaded.')
    },
  })
  await session.open('')
  expect(said).toEqual([
    { type: 'load_failed', error_type: 'model_load_failed', message: 'llama.cpp cannot be loaded.' },
  ])
})

test('a process that was started with its model is ready once it is loaded', async () => {
  const { said, session } = opened({ load: async ({ model }) => ({ findings: { chat_format: model } }) })
  await session.open('m')
  expect(said).toEqual([{ type: 'ready', findings: { chat_format: 'm' } }])
})
