import assert from 'node:assert/strict'
import { findLogLies } from '../../../src/main/self-test/log-truth.ts'
import type { PidBook } from '../../../src/main/engines/worker/pid-book.ts'
import type { StreamId } from '../../../src/shared/ids.ts'
import { CoreUnderTest, SESSION } from '../core-under-test.ts'
import { FakeProcessHost } from '../fake-process-host.ts'
import { VirtualClock } from '../virtual-clock.ts'
import type { Claim } from './claim.ts'
import { claim } from './claim.ts'

/** What the simulation found (tests/sim), each with the seed that did, in as few steps as show it. */
export const simulatedClaims: Claim[] = [
  // Seed 12.
  claim('a process that gets ready on its way out starts no timer', async ({ WorkerSupervisor }) => {
    const [host, clock] = [new FakeProcessHost(), new VirtualClock()]
    const supervisor = new WorkerSupervisor({
      host,
      clock,
      kind: 'one',
      label: 'The engine',
      capacity: 2,
      writeLog: () => {},
      pidBook: { add: () => {}, remove: () => {} } as unknown as PidBook,
      memory: {
        hasRoomFor: () => true,
        mayKeepSpare: () => false,
        isShort: () => false,
        idle_ms: () => 1_000,
      },
    })
    const request = {
      stream_id: 'r' as StreamId,
      session_id: SESSION,
      model: 'm',
      messages: [],
      parameters: {},
    }
    supervisor.start(request, new AbortController().signal)
    const disposed = supervisor.dispose()
    host.last.say({ type: 'ready' })
    host.last.exit(0)
    await clock.advance(0)
    await disposed
    assert.equal(clock.armed, 0)
  }),

  // Seed 137.
  claim(
    'a waiting prompt whose deletion is under way when the app quits leaves no timer',
    async (modules) => {
      const core = new CoreUnderTest(modules)
      await core.start('first')
      const queue_id = await core.wait('second')
      core.waiting.hold = true
      void core.queue.remove(queue_id)
      await core.clock.advance(0)
      core.queue.dispose()
      void core.registry.stopAll('interrupted')
      core.waiting.letGo()
      await core.clock.advance(0)
      assert.equal(core.clock.armed, 0)
    },
  ),

  // Seed 6.
  claim(
    'two tries to save at once save what was refused once, and the log tells of no failure',
    async (modules) => {
      const core = new CoreUnderTest(modules)
      core.journal.hold = true
      core.send('hello')
      void core.registry.stopAll('stopped')
      core.journal.refuse = 'open'
      core.journal.letGo()
      await core.clock.advance(0)
      assert.equal(core.unsaved, 1)
      core.journal.refuse = 'nothing'
      const open = core.journal.open.bind(core.journal)
      let opened = 0
      core.journal.open = async (opening) => {
        if (opened++ > 0) throw new Error('these messages are there already')
        return open(opening)
      }
      const tries = Promise.all([core.registry.retrySaves(), core.registry.retrySaves()])
      await core.clock.advance(0)
      assert.deepEqual(await tries, [0, 0])
      assert.equal(core.logOf('stream_save_failed').length, 1)
      assert.deepEqual(findLogLies(core.log), [])
    },
  ),

  // Seed 951.
  claim('what waits does not follow an answer that can never be saved', async (modules) => {
    const core = new CoreUnderTest(modules)
    await core.start('first')
    await core.finish()
    const first = [...core.journal.messages.keys()].at(-1)
    assert.ok(first)
    core.journal.hold = true
    core.send('never saved')
    await core.wait('second')
    void core.registry.stopAll('stopped')
    core.journal.refuse = 'open'
    // Its chat or the message before it is gone: trying again cannot help.
    core.journal.refusal = () => Object.assign(new Error('gone'), { final: true })
    core.journal.letGo()
    await core.clock.advance(0)
    core.journal.refuse = 'nothing'
    core.look(first)
    void core.queue.resume(SESSION)
    await core.clock.advance(0)
    assert.deepEqual(core.before('second'), ['first', 'an answer'])
  }),

  // Seed 20629: its watch stood still for good, and an engine that hung was never noticed.
  claim(
    'whoever stood in line and gets a ready process is told to be at work',
    async ({ WorkerSupervisor }) => {
      const [host, clock] = [new FakeProcessHost(), new VirtualClock()]
      const pidBook = { add: () => {}, remove: () => {} } as unknown as PidBook
      const rest = { kind: 'pool', label: 'The engine', capacity: 1, writeLog: () => {}, pidBook }
      const supervisor = new WorkerSupervisor({ host, clock, ...rest })
      const start = (stream_id: string) => {
        const request = {
          stream_id: stream_id as StreamId,
          session_id: SESSION,
          model: 'm',
          messages: [],
          parameters: {},
        }
        return supervisor.start(request, new AbortController().signal)
      }
      start('first')
      const { replies } = start('second')
      assert.deepEqual((await replies.next()).value, { type: 'status', status: 'waiting', position: 1 })
      host.last.say({ type: 'ready' })
      host.last.say({ type: 'settled', run_id: 'first' })
      const told = [(await replies.next()).value, host.last.sentOf('generate').at(-1)?.run_id]
      assert.deepEqual(told, [{ type: 'status', status: 'thinking' }, 'second'])
    },
  ),

  // Seed 21517.
  claim(
    'text the disk refused is given to the engine also when it is saved while the next prompt waits',
    async (modules) => {
      const core = new CoreUnderTest(modules, { onAbort: 'ignore' })
      await core.start('first')
      core.engine.last.text('seen')
      await core.clock.advance(0)
      core.journal.refuseNext(['close'])
      await core.start('second')
      await core.registry.retrySaves()
      assert.equal(core.unsaved, 0)
      core.engine.last.leave()
      await core.clock.advance(0)
      const given = core.engine.last.request.messages.map(({ content }) => content)
      assert.deepEqual(given, ['first', 'seen', 'second'])
    },
  ),
]
