import assert from 'node:assert/strict'
import type { QueueId } from '../../../src/shared/ids.ts'
import { QUEUE_MAX } from '../../../src/shared/prompt-queue.ts'
import { CoreUnderTest, OTHER_SESSION, SESSION } from '../core-under-test.ts'
import type { CoreModules } from '../core-under-test.ts'
import type { Claim } from './claim.ts'
import { claim } from './claim.ts'

/** An answer to “first” runs, and these wait behind it. */
async function waitingBehind(modules: CoreModules, prompts: string[], onAbort: 'leave' | 'ignore' = 'leave') {
  const core = new CoreUnderTest(modules, { onAbort })
  const stream_id = await core.start('first')
  const ids = []
  for (const prompt of prompts) ids.push(await core.wait(prompt))
  return { core, stream_id, ids }
}

const paused = (core: CoreUnderTest) => core.queue.of(SESSION).paused

/** When waiting prompts go out. */
const goingOut: Claim[] = [
  claim('a prompt queued where nothing runs and nothing waits is sent at once', async (modules) => {
    const core = new CoreUnderTest(modules)
    await core.wait('hello')
    assert.equal(core.engine.runs.length, 1)
    assert.deepEqual([core.sent(), core.shownWaiting(), core.waiting.rows], [['hello'], [], []])
  }),

  claim('waiting prompts go out one by one, in order, each after the success before it', async (modules) => {
    const { core } = await waitingBehind(modules, ['second', 'third', 'fourth'])
    assert.deepEqual(core.shownWaiting(), ['second', 'third', 'fourth'])
    for (const [number, prompt] of ['second', 'third', 'fourth'].entries()) {
      assert.equal(core.engine.runs.length, number + 1)
      await core.finish()
      assert.equal(core.engine.last.request.messages.at(-1)?.content, prompt)
    }
    await core.finish()
    assert.deepEqual(core.sent(), ['first', 'second', 'third', 'fourth'])
    assert.deepEqual(core.waiting.rows, [])
    const sent = core.logOf('queue_sent').map((line) => line['waiting'])
    assert.deepEqual(sent, [2, 1, 0])
  }),

  claim('the next prompt waits until the engine is gone from the answer before', async (modules) => {
    const { core } = await waitingBehind(modules, ['second'], 'ignore')
    core.engine.last.say({ type: 'finish', finish: 'stop' })
    await core.clock.advance(100)
    assert.deepEqual([core.opened.length, core.shownWaiting()], [1, ['second']])
    core.engine.last.leave()
    await core.clock.advance(0)
    assert.equal(core.engine.runs.length, 2)
  }),

  claim('the next prompt waits until the answer before is on disk', async (modules) => {
    const { core } = await waitingBehind(modules, ['second'])
    const done = Promise.withResolvers<void>()
    const close = core.journal.close.bind(core.journal)
    core.journal.close = async (record) => {
      await done.promise
      await close(record)
    }
    await core.finish()
    assert.deepEqual(core.shownWaiting(), ['second'])
    done.resolve()
    await core.clock.advance(0)
    assert.equal(core.engine.last.request.messages.at(-1)?.content, 'second')
  }),

  claim('superseding leaves the queue in its place; the newer answer’s success sends on', async (modules) => {
    const { core } = await waitingBehind(modules, ['second'])
    await core.start('urgent')
    assert.deepEqual([core.shownWaiting(), paused(core)], [['second'], null])
    await core.finish()
    assert.deepEqual(core.sent(), ['first', 'urgent', 'second'])
  }),

  claim('a waiting prompt sent at once supersedes; the others stay, and go on', async (modules) => {
    const { core, stream_id, ids } = await waitingBehind(modules, ['second', 'third'])
    const [, third] = ids
    assert.ok(third)
    void core.queue.send(third)
    await core.clock.advance(0)
    assert.equal(core.doneOf(stream_id)?.reason, 'superseded')
    assert.deepEqual([core.sent(), core.shownWaiting(), paused(core)], [['first', 'third'], ['second'], null])
    await core.finish()
    assert.deepEqual(core.sent(), ['first', 'third', 'second'])
  }),

  claim('the queues of two sessions do not touch each other', async (modules) => {
    const { core, stream_id } = await waitingBehind(modules, ['second'])
    await core.start('other', OTHER_SESSION)
    await core.wait('other second', OTHER_SESSION)
    void core.registry.stop(stream_id)
    await core.finish()
    assert.deepEqual([core.sent(), paused(core)], [['first'], 'stopped'])
    assert.deepEqual(core.sent(OTHER_SESSION), ['other', 'other second'])
  }),
]

/** When they do not. */
const pausing: Claim[] = [
  claim(
    'a Stop, a failure and an interruption pause the queue until a person resumes it',
    async (modules) => {
      for (const [act, reason] of [
        [(core: CoreUnderTest) => void core.registry.stopAll('stopped'), 'stopped'],
        [(core: CoreUnderTest) => void core.registry.stopAll('interrupted'), 'interrupted'],
        [(core: CoreUnderTest) => core.engine.last.cutOff(), 'failed'],
      ] as const) {
        const { core } = await waitingBehind(modules, ['second', 'third'])
        act(core)
        core.engine.last.leave()
        await core.clock.advance(60_000)
        assert.deepEqual(
          [core.sent(), core.shownWaiting(), paused(core)],
          [['first'], ['second', 'third'], reason],
        )
        await core.start('by hand')
        await core.finish()
        assert.deepEqual(core.shownWaiting(), ['second', 'third'], 'a success does not resume it')
        void core.queue.resume(SESSION)
        await core.clock.advance(0)
        assert.deepEqual([core.sent().at(-1), paused(core)], ['second', null])
        await core.finish()
        assert.deepEqual([core.sent().at(-1), core.shownWaiting()], ['third', []])
      }
    },
  ),

  claim('resumed while an answer runs, the queue waits for its success', async (modules) => {
    const { core, stream_id } = await waitingBehind(modules, ['second'])
    void core.registry.stop(stream_id)
    await core.clock.advance(0)
    await core.start('by hand')
    void core.queue.resume(SESSION)
    await core.clock.advance(0)
    assert.equal(core.engine.runs.length, 2)
    await core.finish()
    assert.equal(core.engine.runs.length, 3)
  }),

  claim('a Stop while a prompt is being queued pauses it', async (modules) => {
    const core = new CoreUnderTest(modules)
    const stream_id = await core.start('first')
    core.waiting.hold = true
    void core.queue.add(SESSION, 'second')
    void core.registry.stop(stream_id)
    core.waiting.letGo()
    await core.clock.advance(1_000)
    assert.deepEqual([core.sent(), core.shownWaiting(), paused(core)], [['first'], ['second'], 'stopped'])
  }),

  claim('after a start every queue waits for a click, in its order', async (modules) => {
    const { core, ids } = await waitingBehind(modules, ['second', 'third'])
    const [second] = ids
    assert.ok(second)
    await core.queue.move(second, null)
    const { journal, waiting } = core
    const again = new CoreUnderTest(modules, { disk: { journal, waiting } })
    await again.start('by hand')
    await again.finish()
    await again.clock.advance(60_000)
    assert.deepEqual([again.shownWaiting(), paused(again)], [['third', 'second'], 'restarted'])
    void again.queue.resume(SESSION)
    await again.clock.advance(0)
    await again.finish()
    assert.deepEqual(again.sent().slice(-2), ['third', 'second'])
    const told = again.logOf('queue_paused').map((line) => [line['reason'], line['waiting']])
    assert.deepEqual(told, [['restarted', 2]])
  }),

  claim('a deleted session sends nothing on, also when that is undone', async (modules) => {
    const { core } = await waitingBehind(modules, ['second'])
    core.queue.hold(SESSION)
    await core.finish()
    assert.deepEqual([core.sent(), core.shownWaiting(), paused(core)], [['first'], ['second'], 'stopped'])
  }),

  claim('nothing is sent once the app is closing', async (modules) => {
    const { core } = await waitingBehind(modules, ['second'])
    core.queue.dispose()
    await core.finish()
    assert.deepEqual([core.sent(), core.waiting.texts(SESSION)], [['first'], ['second']])
    assert.equal(core.clock.armed, 0)
  }),
]

/** Never lost, never twice. */
const keeping: Claim[] = [
  claim('a prompt is shown as waiting until its message is on disk', async (modules) => {
    const { core } = await waitingBehind(modules, ['second'])
    core.journal.hold = true
    await core.finish()
    assert.deepEqual([core.opened.length, core.shownWaiting()], [2, ['second']])
    assert.deepEqual(core.waiting.texts(SESSION), ['second'])
    core.journal.letGo()
    await core.clock.advance(0)
    assert.deepEqual([core.sent(), core.shownWaiting(), core.waiting.rows], [['first', 'second'], [], []])
  }),

  claim(
    'a prompt the disk refuses is back in its place, and the queue says why it waits',
    async (modules) => {
      const { core } = await waitingBehind(modules, ['second', 'third'])
      core.journal.refuse = 'open'
      await core.finish()
      assert.deepEqual(
        [core.sent(), core.shownWaiting(), paused(core)],
        [['first'], ['second', 'third'], 'unsaved'],
      )
      core.journal.refuse = 'nothing'
      void core.queue.resume(SESSION)
      await core.clock.advance(0)
      await core.finish()
      assert.deepEqual(core.sent(), ['first', 'second', 'third'])
      assert.deepEqual(core.before('second'), ['first', 'an answer'], 'not an answer that never was')
    },
  ),

  claim('an answer the disk refused pauses the queue until it is saved', async (modules) => {
    const { core } = await waitingBehind(modules, ['second'])
    core.journal.refuse = 'close'
    await core.finish()
    assert.deepEqual([core.sent(), core.shownWaiting(), paused(core)], [['first'], ['second'], 'unsaved'])
    assert.deepEqual(await core.queue.resume(SESSION), { refused: 'unsaved' })
    assert.equal(paused(core), 'unsaved')
    core.journal.refuse = 'nothing'
    assert.equal(await core.queue.resume(SESSION), null)
    await core.clock.advance(0)
    assert.deepEqual([core.unsaved, core.sent()], [0, ['first', 'second']])
  }),

  claim('a prompt stopped while the disk refuses it is sent once, by the retry', async (modules) => {
    const { core, ids } = await waitingBehind(modules, ['second', 'third'])
    core.journal.hold = true
    await core.finish()
    void core.registry.stopAll('stopped')
    core.journal.refuse = 'open'
    core.journal.letGo()
    await core.clock.advance(0)
    assert.deepEqual([core.sent(), core.shownWaiting()], [['first'], ['second', 'third']])
    const [second] = ids
    assert.ok(second)
    assert.ok(
      'refused' in ((await core.queue.edit(second, 'other')) ?? {}),
      'what is on its way is not edited',
    )
    core.journal.refuse = 'nothing'
    void core.queue.resume(SESSION)
    await core.clock.advance(0)
    await core.finish()
    assert.deepEqual([core.sent(), core.waiting.rows], [['first', 'second', 'third'], []])
  }),

  claim('what the disk refuses to queue does not wait', async (modules) => {
    const { core } = await waitingBehind(modules, ['second'])
    core.waiting.refuse = true
    await assert.rejects(core.queue.add(SESSION, 'third'), /disk full/)
    assert.deepEqual(core.shownWaiting(), ['second'])
    await core.finish()
    await core.finish()
    assert.deepEqual(core.sent(), ['first', 'second'])
  }),

  claim('an edit that is on its way to the disk is what is sent', async (modules) => {
    const { core, ids } = await waitingBehind(modules, ['second'])
    const [second] = ids
    assert.ok(second)
    core.waiting.hold = true
    void core.queue.edit(second, 'better')
    await core.finish()
    assert.equal(core.opened.length, 1)
    core.waiting.letGo()
    await core.clock.advance(0)
    assert.deepEqual(core.sent(), ['first', 'better'])
    assert.equal(core.engine.last.request.messages.at(-1)?.content, 'better')
  }),

  claim('a deleted prompt is not sent; brought back it has its old place', async (modules) => {
    const { core, ids } = await waitingBehind(modules, ['second', 'third', 'fourth'])
    const [, third] = ids
    assert.ok(third)
    assert.deepEqual(await core.queue.remove(third), { undo_ms: 10_000 })
    assert.deepEqual(core.shownWaiting(), ['second', 'fourth'])
    assert.equal(await core.queue.restore(third), null)
    assert.deepEqual(core.shownWaiting(), ['second', 'third', 'fourth'])
    assert.deepEqual(core.waiting.texts(SESSION), ['second', 'third', 'fourth'])
    await core.queue.remove(third)
    await core.clock.advance(10_000)
    assert.ok('refused' in ((await core.queue.restore(third)) ?? {}), 'the time to undo is over')
    assert.equal(core.clock.armed > 0, true)
    for (let count = 0; count < 3; count++) await core.finish()
    assert.deepEqual(core.sent(), ['first', 'second', 'fourth'])
  }),

  claim('a prompt brought back where nothing runs any more waits for a click', async (modules) => {
    const { core, ids } = await waitingBehind(modules, ['second'])
    const [second] = ids
    assert.ok(second)
    await core.queue.remove(second)
    await core.finish()
    await core.queue.restore(second)
    await core.clock.advance(60_000)
    assert.deepEqual([core.sent(), core.shownWaiting(), paused(core)], [['first'], ['second'], 'restored'])
  }),

  claim('brought back while another is being queued, both wait for a click', async (modules) => {
    const { core, ids } = await waitingBehind(modules, ['second'])
    const [second] = ids
    assert.ok(second)
    await core.queue.remove(second)
    await core.finish()
    core.waiting.hold = true
    const restoring = core.queue.restore(second)
    const adding = core.queue.add(SESSION, 'third')
    core.waiting.letGo()
    await Promise.all([restoring, adding])
    await core.clock.advance(0)
    assert.deepEqual([core.shownWaiting(), paused(core)], [['third', 'second'], 'restored'])
  }),

  claim('prompts are moved before another and to the end, on disk too', async (modules) => {
    const { core, ids } = await waitingBehind(modules, ['second', 'third', 'fourth'])
    const [second, , fourth] = ids
    assert.ok(second && fourth)
    await core.queue.move(fourth, second)
    assert.deepEqual(core.shownWaiting(), ['fourth', 'second', 'third'])
    await core.queue.move(second, null)
    assert.deepEqual(core.shownWaiting(), ['fourth', 'third', 'second'])
    assert.deepEqual(core.waiting.texts(SESSION), ['fourth', 'third', 'second'])
    const gone = await core.queue.move(second, 'nobody' as typeof second)
    assert.ok(gone && 'refused' in gone)
  }),

  claim(
    'what was queued, sent or deleted while imported prompts are read waits once or no more',
    async (modules) => {
      const { core, ids } = await waitingBehind(modules, ['second', 'third', 'fourth'])
      const read = core.waiting.found()
      const imported = {
        queue_id: 'imported' as QueueId,
        text: 'imported',
        created_at: 1,
        session_id: SESSION,
      }
      const [, third] = ids
      assert.ok(third)
      await core.queue.remove(third)
      await core.finish()
      assert.deepEqual([core.sent(), core.shownWaiting()], [['first', 'second'], ['fourth']])
      core.queue.adopt(read)
      assert.deepEqual([core.shownWaiting(), paused(core)], [['fourth'], null])
      core.queue.adopt([...read, imported])
      assert.deepEqual([core.shownWaiting(), paused(core)], [['fourth', 'imported'], 'imported'])
    },
  ),

  claim(`at most ${QUEUE_MAX} prompts wait in a session`, async (modules) => {
    const core = new CoreUnderTest(modules)
    await core.start('first')
    for (let count = 0; count < QUEUE_MAX; count++) await core.queue.add(SESSION, String(count))
    assert.ok('refused' in (await core.queue.add(SESSION, 'one more')))
    assert.equal(core.shownWaiting().length, QUEUE_MAX)
    assert.ok(!('refused' in (await core.queue.add(OTHER_SESSION, 'elsewhere'))))
  }),
]

export const queueClaims: Claim[] = [...goingOut, ...pausing, ...keeping]
