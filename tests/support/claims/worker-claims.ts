import assert from 'node:assert/strict'
import type { EngineReply } from '../../../src/main/ports.ts'
import type { PidBook } from '../../../src/main/engines/worker/pid-book.ts'
import type { SessionId, StreamId } from '../../../src/shared/ids.ts'
import type { CoreModules } from '../core-under-test.ts'
import { FakeProcessHost } from '../fake-process-host.ts'
import { promisesRun, VirtualClock } from '../virtual-clock.ts'
import type { Claim } from './claim.ts'
import { claim } from './claim.ts'

function underTest({ WorkerSupervisor }: CoreModules, capacity = 2) {
  const host = new FakeProcessHost()
  const clock = new VirtualClock()
  const pidBook = { add: () => {}, remove: () => {} } as unknown as PidBook
  const supervisor = new WorkerSupervisor({
    host,
    kind: 'simulator',
    label: 'The engine',
    capacity,
    clock,
    writeLog: () => {},
    pidBook,
  })
  let runs = 0
  const start = (model = 'm') => {
    const abort = new AbortController()
    const stream_id = `run-${++runs}` as StreamId
    const run = supervisor.start(
      { stream_id, session_id: 's' as SessionId, model, messages: [], parameters: {} },
      abort.signal,
    )
    const replies: EngineReply[] = []
    let released = false
    void run.released.then(() => (released = true))
    void (async () => {
      for await (const reply of run.replies) replies.push(reply)
    })()
    return { run, abort, replies, id: stream_id as string, isReleased: () => released }
  }
  return { host, clock, supervisor, start }
}

function text(run_id: string, content: string, step_ms = 10) {
  return { type: 'text', run_id, channel: 'answer', content, tokens: 1, step_ms }
}

/** How engine processes are asked, killed, counted and shared out. */
export const workerClaims: Claim[] = [
  claim('a stop is sent to the process with the name of its run', async (modules) => {
    const { host, start } = underTest(modules)
    const { id, abort } = start()
    host.last.say({ type: 'ready' })
    abort.abort()
    assert.deepEqual(
      host.last.sentOf('generate').map((message) => message.run_id),
      [id],
    )
    assert.deepEqual(host.last.sentOf('cancel'), [{ type: 'cancel', run_id: id }])
  }),

  claim('a run is released when its process says it settled, and only then', async (modules) => {
    const { host, start } = underTest(modules)
    const { id, abort, isReleased } = start()
    host.last.say({ type: 'ready' })
    abort.abort()
    await promisesRun()
    assert.equal(isReleased(), false)
    host.last.say({ type: 'settled', run_id: id })
    await promisesRun()
    assert.equal(isReleased(), true)
  }),

  claim('text of another run, or after the abort, is refused and counted', async (modules) => {
    const { host, start, supervisor } = underTest(modules)
    const { id, abort, replies } = start()
    host.last.say({ type: 'ready' })
    host.last.say(text(id, 'before'))
    host.last.say(text('another-run', 'LATE'))
    await promisesRun()
    abort.abort()
    host.last.say(text(id, 'LATE'))
    await promisesRun()
    assert.match(JSON.stringify(replies), /before/)
    assert.ok(!JSON.stringify(replies).includes('LATE'))
    assert.equal(supervisor.stats.late_replies, 2)
  }),

  claim('a process is waited for three of its steps, within 500 and 2,000 ms', async (modules) => {
    const { host, start } = underTest(modules)
    const { id, run } = start()
    assert.equal(run.patience_ms(), 0)
    host.last.say({ type: 'ready' })
    assert.equal(run.patience_ms(), 500)
    host.last.say(text(id, 'x', 300))
    assert.equal(run.patience_ms(), 900)
    host.last.say(text(id, 'x', 60_000))
    assert.equal(run.patience_ms(), 2_000)
  }),

  claim('a process is never given two generations at once', async (modules) => {
    const { host, start } = underTest(modules, 2)
    const runs = [start(), start(), start()]
    for (const child of host.children) child.say({ type: 'ready' })
    assert.deepEqual(
      host.children.map((child) => child.sentOf('generate').length),
      [1, 1],
    )
    await promisesRun()
    assert.deepEqual(runs[2]?.replies, [{ type: 'status', status: 'waiting', position: 1 }])
    host.children[0]?.say({ type: 'settled', run_id: runs[0]?.id })
    assert.deepEqual(
      host.children.map((child) => child.sentOf('generate').length),
      [2, 1],
    )
  }),

  claim('a stop while standing in line touches no process and leaves the line', async (modules) => {
    const { host, start } = underTest(modules, 1)
    const first = start()
    const second = start()
    const third = start()
    host.last.say({ type: 'ready' })
    second.abort.abort()
    await promisesRun()
    assert.equal(second.isReleased(), true)
    host.last.say({ type: 'settled', run_id: first.id })
    assert.deepEqual(
      host.last.sentOf('generate').map((message) => message.run_id),
      [first.id, third.id],
    )
    assert.equal(host.children.length, 1)
    assert.equal(host.last.killed, 0)
  }),

  claim(
    'a crash is told with the last words, and only crashes nobody ordered are counted',
    async (modules) => {
      const { host, start, supervisor } = underTest(modules)
      const crashed = start()
      host.last.say({ type: 'ready' })
      host.last.exit(86)
      await promisesRun()
      assert.equal(crashed.replies.at(-1)?.type, 'failed')
      assert.equal(crashed.isReleased(), true)
      for (let i = 0; i < 5; i++) {
        const killed = start()
        host.last.say({ type: 'ready' })
        killed.abort.abort()
        killed.run.force()
        await promisesRun()
        assert.equal(killed.isReleased(), true)
      }
      assert.equal(supervisor.stats.crashes, 1)
    },
  ),

  claim(
    'after three crashes in five minutes it asks, and starts again when told or later',
    async (modules) => {
      const { host, clock, start, supervisor } = underTest(modules)
      const crash = async () => {
        const run = start()
        host.last.exit(1)
        await promisesRun()
        return run
      }
      for (let i = 0; i < 3; i++) await crash()
      const refused = start()
      await promisesRun()
      assert.equal(host.children.length, 3)
      assert.equal(refused.isReleased(), true)
      const [reply] = refused.replies
      assert.equal(reply?.type === 'failed' && reply.error.error_type, 'engine_crashed')
      supervisor.restart('m')
      await crash()
      assert.equal(host.children.length, 4)
      await crash()
      await crash()
      await clock.advance(5 * 60_000 + 1)
      await crash()
      assert.equal(host.children.length, 7)
    },
  ),

  claim('a process that survives SIGKILL keeps its run unreleased and blocks its model', async (modules) => {
    const { host, clock, start } = underTest(modules, 4)
    const { run, abort, isReleased } = start()
    host.last.say({ type: 'ready' })
    host.last.survives = true
    abort.abort()
    run.force()
    // The moment the core's fence lets the session go on.
    await clock.advance(2_000)
    assert.equal(isReleased(), false)
    const next = start()
    await promisesRun()
    const [reply] = next.replies
    assert.equal(reply?.type === 'failed' && reply.error.error_type, 'engine_busy')
    start('another model')
    assert.equal(host.children.length, 2)
    host.children[0]?.exit(null, 'SIGKILL')
    await promisesRun()
    assert.equal(isReleased(), true)
  }),

  claim('three malformed messages end the run and the process; its text is kept', async (modules) => {
    const { host, start } = underTest(modules)
    const { id, replies, isReleased } = start()
    host.last.say({ type: 'ready' })
    host.last.say(text(id, 'kept'))
    for (const nonsense of [null, 42]) host.last.say(nonsense)
    host.last.say(text(id, ' and this'))
    await promisesRun()
    assert.equal(host.last.killed, 0)
    host.last.say({ type: 'text', run_id: id })
    await promisesRun()
    assert.deepEqual(
      replies.map((reply) => (reply.type === 'text' ? reply.content : reply.type)),
      ['status', 'kept', ' and this', 'failed'],
    )
    assert.equal(host.last.killed, 1)
    assert.equal(isReleased(), true)
  }),

  claim('text that is not pulled is not acknowledged, so the process has to wait', async (modules) => {
    const { host, supervisor } = underTest(modules)
    const run = supervisor.start(
      {
        stream_id: 'slow' as StreamId,
        session_id: 's' as SessionId,
        model: 'm',
        messages: [],
        parameters: {},
      },
      new AbortController().signal,
    )
    host.last.say({ type: 'ready' })
    for (let i = 0; i < 3; i++) host.last.say(text('slow', 'abcd'))
    await promisesRun()
    assert.equal(host.last.sentOf('credit').length, 0)
    await run.replies.next()
    await run.replies.next()
    assert.deepEqual(
      host.last.sentOf('credit').map((message) => message.bytes),
      [4],
    )
  }),

  claim('a process that sends beyond its credit is taken away, its text so far kept', async (modules) => {
    const { host, supervisor } = underTest(modules)
    const run = supervisor.start(
      {
        stream_id: 'greedy' as StreamId,
        session_id: 's' as SessionId,
        model: 'm',
        messages: [],
        parameters: {},
      },
      new AbortController().signal,
    )
    host.last.say({ type: 'ready' })
    const kib = 'x'.repeat(1024)
    for (let i = 0; i < 256; i++) host.last.say(text('greedy', kib))
    assert.equal(host.last.killed, 0)
    for (let i = 0; i < 2; i++) host.last.say(text('greedy', kib))
    assert.equal(host.last.killed, 1)
    await run.replies.next()
    const reply = await run.replies.next()
    assert.equal(reply.value?.type, 'text')
  }),

  claim('a process that says twice that it is ready gets its generation once', async (modules) => {
    const { host, start } = underTest(modules)
    start()
    host.last.say({ type: 'ready' })
    host.last.say({ type: 'ready' })
    assert.equal(host.last.sentOf('generate').length, 1)
  }),

  claim(
    'a run whose model has an idle process does not wait behind one that needs a place',
    async (modules) => {
      const { host, start } = underTest(modules, 2)
      const first = start('one')
      const second = start('two')
      for (const child of host.children) child.say({ type: 'ready' })
      start('three')
      start('three')
      const again = start('two')
      host.children[1]?.say({ type: 'settled', run_id: second.id })
      assert.deepEqual(
        host.children[1]?.sentOf('generate').map((message) => message.run_id),
        [second.id, again.id],
      )
      host.children[0]?.say({ type: 'settled', run_id: first.id })
      await promisesRun()
      assert.equal(host.children[0]?.killed, 1)
      assert.equal(host.children[1]?.killed, 0)
    },
  ),

  claim('a full house makes room by ending an idle process of another model', async (modules) => {
    const { host, start } = underTest(modules, 1)
    const first = start('one')
    host.last.say({ type: 'ready' })
    host.last.say({ type: 'settled', run_id: first.id })
    start('two')
    await promisesRun()
    assert.equal(host.children.length, 2)
    assert.equal(host.children[0]?.killed, 1)
    assert.deepEqual(host.last.args.slice(0, 2), ['simulator', 'two'])
  }),

  claim('disposing ends every process, asked first and then by force', async (modules) => {
    const { host, clock, start, supervisor } = underTest(modules, 3)
    start()
    start()
    const disposed = supervisor.dispose()
    host.children[0]?.exit(0)
    await clock.advance(500)
    await disposed
    assert.deepEqual(
      host.children.map((child) => child.killed),
      [0, 1],
    )
    assert.deepEqual(supervisor.pids(), [])
  }),
]
