import { expect, test } from 'vitest'
import type { PidBook } from '../../../../../src/main/engines/worker/pid-book.ts'
import { WorkerSupervisor } from '../../../../../src/main/engines/worker/worker-supervisor.ts'
import type { EngineReply, EngineRun } from '../../../../../src/main/ports.ts'
import type { SessionId, StreamId } from '../../../../../src/shared/ids.ts'
import { FakeProcessHost } from '../../../../support/fake-process-host.ts'
import { promisesRun, VirtualClock } from '../../../../support/virtual-clock.ts'

// How processes are asked, killed and shared out is in tests/support/claims/worker-claims.ts.

function supervised(capacity: number) {
  const host = new FakeProcessHost()
  const supervisor = new WorkerSupervisor({
    host,
    kind: 'simulator',
    label: 'The engine',
    capacity,
    clock: new VirtualClock(),
    writeLog: () => {},
    pidBook: { add: () => {}, remove: () => {} } as unknown as PidBook,
  })
  let runs = 0
  const start = (model = 'm', signal = new AbortController().signal): EngineRun =>
    supervisor.start(
      {
        stream_id: `run-${++runs}` as StreamId,
        session_id: 's' as SessionId,
        model,
        messages: [],
        parameters: {},
      },
      signal,
    )
  return { host, supervisor, start }
}

async function repliesOf(run: EngineRun): Promise<EngineReply[]> {
  const replies: EngineReply[] = []
  for await (const reply of run.replies) replies.push(reply)
  return replies
}

test('a signal that is aborted already starts no process, and its run is over at once', async () => {
  const { host, start } = supervised(2)
  const run = start('m', AbortSignal.abort())
  await run.released
  expect(await repliesOf(run)).toEqual([])
  expect(host.children).toHaveLength(0)
})

test('prompts in line for a model that crashed too often meanwhile are told so; nothing is started for them', async () => {
  const { host, supervisor, start } = supervised(1)
  const runs = Array.from({ length: 6 }, () => start())
  while (supervisor.stats.crashes < 3) {
    host.last.exit(1)
    await promisesRun()
  }
  await Promise.all(runs.map((run) => run.released))
  expect(supervisor.stats.spawned).toBe(3)
  const [reply] = (await repliesOf(runs[5] ?? start())).slice(-1)
  expect(reply).toMatchObject({ type: 'failed', error: { error_type: 'engine_crashed' } })
})

test('those in line for another model are served all the same', async () => {
  const { host, start } = supervised(1)
  for (let i = 0; i < 4; i++) start('bad')
  start('good')
  for (let i = 0; i < 3; i++) {
    host.last.exit(1)
    await promisesRun()
  }
  expect(host.last.args[1]).toBe('good')
  expect(host.children).toHaveLength(4)
})

test('disposed, it starts nothing and says why', async () => {
  const { host, supervisor, start } = supervised(1)
  await supervisor.dispose()
  const run = start()
  await run.released
  expect(await repliesOf(run)).toMatchObject([{ type: 'failed', error: { error_type: 'engine_busy' } }])
  expect(host.children).toHaveLength(0)
})

test('a process that the system ended is told as that, one that crashed with its own words', async () => {
  const { host, start } = supervised(2)
  const [ended, crashed] = [start('added-1/large.gguf'), start('other')]
  const said = async (run: EngineRun) => {
    const reply = (await repliesOf(run)).at(-1)
    return reply?.type === 'failed' ? reply.error : undefined
  }
  host.children[0]?.exit(null, 'SIGKILL')
  host.children[1]?.exit(134, null)
  expect(await said(ended)).toMatchObject({
    content: expect.stringMatching(/^The engine \(large\.gguf\) was ended from outside Sluice, .* memory/),
    error_type: 'engine_crashed',
    retryable: true,
  })
  expect((await said(crashed))?.content).toMatch(/^The engine \(other\) crashed\. What arrived is kept/)
})

test('where no signal is told, as in Electron, an end without a word is not called a crash for certain', async () => {
  const { host, start } = supervised(1)
  const run = start('large.gguf')
  host.children[0]?.exit(9, null)
  const reply = (await repliesOf(run)).at(-1)
  expect(reply).toMatchObject({
    type: 'failed',
    error: {
      content: expect.stringMatching(
        /ended without a word: it crashed, or .*from outside.*Send again.*smaller model/,
      ),
      error_type: 'engine_crashed',
      retryable: true,
    },
  })
})
