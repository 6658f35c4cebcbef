import assert from 'node:assert/strict'
import type { StreamLog } from '../../../src/main/streams/stream-log.ts'
import type { StreamId } from '../../../src/shared/ids.ts'
import { CoreUnderTest } from '../core-under-test.ts'
import type { Claim } from './claim.ts'
import { claim } from './claim.ts'

/** How a stream ends, and when its engine is really gone from it. */
export const endingClaims: Claim[] = [
  claim(
    'a stream tells a status first, then its tokens, then done, numbered without holes',
    async (modules) => {
      const core = new CoreUnderTest(modules)
      const id = await core.start('hello')
      core.engine.last.text('one ')
      core.engine.last.text('two')
      await core.clock.advance(100)
      core.engine.last.say({ type: 'finish', finish: 'stop' })
      core.engine.last.leave()
      await core.clock.advance(0)
      const events = core.of(id)
      assert.deepEqual(
        events.map((event) => event.seq),
        events.map((_, index) => index),
      )
      assert.equal(events[0]?.type, 'status')
      assert.equal(core.textOf(id), 'one two')
      assert.equal(events.at(-1)?.type, 'done')
      assert.equal(core.doneOf(id)?.reason, 'success')
      assert.equal(events.filter((event) => event.type === 'done').length, 1)
    },
  ),

  claim('a stop is told in the tick it comes, and keeps the text so far', async (modules) => {
    const core = new CoreUnderTest(modules, { onAbort: 'ignore' })
    const id = await core.start('hello')
    core.engine.last.text('kept')
    await core.clock.advance(50)
    void core.registry.stop(id)
    assert.equal(core.doneOf(id)?.reason, 'stopped')
    assert.equal(core.textOf(id), 'kept')
  }),

  claim('text still held back goes out before done', async (modules) => {
    const core = new CoreUnderTest(modules)
    const id = await core.start('hello')
    for (const piece of ['a', 'b', 'c']) core.engine.last.text(piece)
    await core.clock.advance(0)
    void core.registry.stop(id)
    assert.equal(core.textOf(id), 'abc')
    assert.equal(core.of(id).at(-1)?.type, 'done')
  }),

  claim('nothing of a stream is told or saved after its done', async (modules) => {
    const core = new CoreUnderTest(modules, { onAbort: 'ignore', onForce: 'ignore' })
    const id = await core.start('hello')
    core.engine.last.text('before')
    await core.clock.advance(50)
    void core.registry.stop(id)
    const told = core.of(id).length
    for (let i = 0; i < 20; i++) core.engine.last.text('LATE')
    await core.clock.advance(10_000)
    assert.equal(core.of(id).length, told)
    assert.equal(core.journal.appended.get(id)?.[0]?.text, 'before')
  }),

  claim('the first cause wins: a crash after a stop leaves it a stop, told once', async (modules) => {
    const core = new CoreUnderTest(modules, { onAbort: 'ignore' })
    const id = await core.start('hello')
    void core.registry.stop(id)
    const error = { content: 'crash', error_type: 'engine_crashed', retryable: true } as const
    core.engine.last.say({ type: 'failed', error })
    core.engine.last.cutOff()
    await core.clock.advance(5_000)
    const dones = core.of(id).filter((event) => event.type === 'done')
    assert.deepEqual(
      dones.map((done) => done.reason),
      ['stopped'],
    )
    assert.equal(core.of(id).filter((event) => event.type === 'error').length, 0)
    assert.equal(core.journal.closed.length, 1)
    assert.equal(core.journal.closed[0]?.end.reason, 'stopped')
  }),

  claim(
    'stop resolves when the engine is gone, not before, and a second stop gets the same outcome',
    async (modules) => {
      const core = new CoreUnderTest(modules, { onAbort: 'ignore' })
      const id = await core.start('hello')
      let resolved = 0
      const first = core.registry.stop(id).finally(() => resolved++)
      const second = core.registry.stop(id).finally(() => resolved++)
      await core.clock.advance(100)
      assert.equal(resolved, 0)
      core.engine.last.leave()
      await core.clock.advance(0)
      assert.equal(resolved, 2)
      assert.deepEqual(await first, await second)
      assert.deepEqual(await core.registry.stop(id), await first)
      assert.equal((await first).how, 'cooperative')
    },
  ),

  claim('an engine that ignores its cancel is forced after its patience, once', async (modules) => {
    const core = new CoreUnderTest(modules, { onAbort: 'ignore', patience_ms: 700 })
    const id = await core.start('hello')
    const stopped = core.registry.stop(id)
    await core.clock.advance(699)
    assert.equal(core.engine.last.forced, 0)
    await core.clock.advance(1)
    assert.equal(core.engine.last.forced, 1)
    assert.equal((await stopped).how, 'forced')
    await core.clock.advance(60_000)
    assert.equal(core.engine.last.forced, 1)
  }),

  claim(
    'an engine that survives even force is fenced within 4 s, and the session goes on',
    async (modules) => {
      const core = new CoreUnderTest(modules, { onAbort: 'ignore', onForce: 'ignore', patience_ms: 9_999 })
      const a = await core.start('A')
      const b = core.send('B')
      await core.clock.advance(4_000)
      assert.equal(core.engine.runs.length, 2)
      assert.equal(core.doneOf(a)?.reason, 'superseded')
      core.engine.last.text('from B')
      await core.clock.advance(50)
      assert.equal(core.textOf(b), 'from B')
      assert.equal(core.logOf('stream_orphan').length, 1)
      core.engine.runs[0]?.leave()
      await core.clock.advance(0)
      assert.equal(core.logOf('stream_orphan_gone').length, 1)
      assert.equal(core.registry.activity(core.opened[0]!.session_id), 'active')
    },
  ),

  claim('an engine whose reader hangs on its way out holds nothing up', async (modules) => {
    const core = new CoreUnderTest(modules, { hangsOnReturn: true })
    const id = await core.start('hello')
    const stopped = core.registry.stop(id)
    await core.clock.advance(0)
    assert.equal((await stopped).how, 'cooperative')
    assert.equal(core.registry.size, 0)
    assert.equal(core.logOf('stream_end').length, 1)
  }),

  claim('when all are released nothing is left: no stream, no timer', async (modules) => {
    const core = new CoreUnderTest(modules)
    for (const prompt of ['A', 'B', 'C']) await core.start(prompt)
    core.engine.last.text('text')
    core.engine.last.say({ type: 'status', status: 'thinking', percent: 5 })
    await core.clock.advance(3)
    await core.registry.stopAll('stopped')
    await core.clock.advance(0)
    assert.equal(core.registry.size, 0)
    assert.equal(core.clock.armed, 0)
    assert.equal(core.engine.live, 0)
    assert.equal(core.activities.at(-1)?.[1], 'idle')
  }),

  claim('a failure of the engine is told as what it is, never as an answer', async (modules) => {
    const core = new CoreUnderTest(modules)
    const id = await core.start('hello')
    const error = { content: 'no memory', error_type: 'out_of_memory', retryable: false } as const
    core.engine.last.say({ type: 'failed', error })
    core.engine.last.leave()
    await core.clock.advance(0)
    assert.deepEqual(
      core
        .of(id)
        .map((event) => event.type)
        .slice(-2),
      ['error', 'done'],
    )
    assert.equal(core.doneOf(id)?.reason, 'error')
    assert.deepEqual(core.journal.closed[0]?.end.error, error)
  }),

  claim('a stream by itself refuses text, statuses and causes after its end', async (modules) => {
    const core = new CoreUnderTest(modules, { onAbort: 'ignore' })
    const id = await core.start('hello')
    const told: string[] = []
    const stream = new modules.Stream(
      { ...core.of(id)[0]! },
      {
        clock: core.clock,
        sink: {
          opened: () => {},
          activity: () => {},
          unsaved: () => {},
          event: (event) => told.push(event.type),
        },
        journal: core.journal,
        log: { line: () => {} } as unknown as StreamLog,
        onEnded: () => told.push('ended'),
      },
    )
    assert.equal(stream.settle({ reason: 'stopped' }), true)
    stream.text('late', 'answer')
    stream.status({ status: 'writing' })
    assert.equal(stream.settle({ reason: 'success' }), false)
    await core.clock.advance(1_000)
    assert.deepEqual(told, ['done', 'ended'])
    assert.equal(stream.end?.reason, 'stopped')
  }),

  claim('an engine that ends without finishing is told as cut off, its text kept', async (modules) => {
    const core = new CoreUnderTest(modules)
    const id = await core.start('hello')
    core.engine.last.text('half an ans')
    await core.clock.advance(50)
    core.engine.last.cutOff()
    core.engine.last.leave()
    await core.clock.advance(0)
    const error = core.of(id).find((event) => event.type === 'error')
    assert.equal(error?.error_type, 'cut_off')
    assert.equal(core.doneOf(id)?.reason, 'error')
    assert.equal(core.journal.closed[0]?.parts[0]?.text, 'half an ans')
  }),

  claim('silence is shown after 5 s and ended at the limit', async (modules) => {
    const core = new CoreUnderTest(modules, { limits: { between_tokens_ms: 30_000 } })
    const id = await core.start('hello')
    core.engine.last.text('then nothing')
    await core.clock.advance(5_200)
    const stalled = core.of(id).findLast((event) => event.type === 'status')
    assert.deepEqual([stalled?.status, stalled?.seconds], ['stalled', 5])
    await core.clock.advance(30_000)
    assert.equal(core.of(id).find((event) => event.type === 'error')?.error_type, 'engine_stalled')
    assert.equal(core.engine.last.signal.aborted, true)
  }),

  claim('standing in line is not told as silence, however long it takes', async (modules) => {
    const core = new CoreUnderTest(modules)
    const id = await core.start('hello')
    core.engine.last.say({ type: 'status', status: 'waiting', position: 3 })
    await core.clock.advance(3_600_000)
    const last = core.of(id).at(-1)
    assert.deepEqual(last?.type === 'status' && [last.status, last.position], ['waiting', 3])
    core.engine.last.say({ type: 'status', status: 'loading' })
    await core.clock.advance(6_000)
    const stalled = core.of(id).at(-1)
    assert.equal(stalled?.type === 'status' && stalled.status, 'stalled')
  }),

  claim('an engine that cannot even start ends its stream, and the session goes on', async (modules) => {
    const core = new CoreUnderTest(modules)
    core.engine.throwsOnce = true
    const a = await core.start('A')
    assert.equal(core.of(a).find((event) => event.type === 'error')?.error_type, 'internal')
    assert.equal(core.registry.size, 0)
    const b = await core.start('B')
    core.engine.last.text('here')
    await core.clock.advance(20)
    assert.equal(core.textOf(b), 'here')
  }),

  claim('an answer that changes its channel without end is ended, its text kept', async (modules) => {
    const core = new CoreUnderTest(modules)
    const id = await core.start('hello')
    for (let i = 0; i < 2_000; i++) {
      core.engine.last.say({ type: 'text', channel: i % 2 ? 'answer' : 'reasoning', content: 'x' })
    }
    await core.clock.advance(1_000)
    assert.equal(core.of(id).find((event) => event.type === 'error')?.error_type, 'bad_reply')
    assert.ok((core.journal.closed[0]?.parts.length ?? 0) > 900)
  }),

  claim('a stop of a stream nobody knows says so', async (modules) => {
    const core = new CoreUnderTest(modules)
    assert.equal((await core.registry.stop('nobody' as StreamId)).how, 'unknown')
  }),

  claim('an answer beyond 32 MiB is ended as too long, its text kept', async (modules) => {
    const core = new CoreUnderTest(modules)
    const id = await core.start('hello')
    const mib = 'x'.repeat(1024 * 1024)
    for (let i = 0; i < 40; i++) core.engine.last.text(mib)
    await core.clock.advance(1_000)
    assert.equal(core.of(id).find((event) => event.type === 'error')?.error_type, 'too_long')
    assert.equal(core.journal.closed[0]?.parts[0]?.text.length, 33 * 1024 * 1024)
  }),
]
