import assert from 'node:assert/strict'
import { CoreUnderTest, OTHER_SESSION, SESSION } from '../core-under-test.ts'
import type { Claim } from './claim.ts'
import { claim } from './claim.ts'

/** One answer at a time per session, the latest prompt wins, sessions do not touch each other. */
export const supersedingClaims: Claim[] = [
  claim(
    'a new prompt ends the old answer and tells its own first status in the same tick',
    async (modules) => {
      const core = new CoreUnderTest(modules, { onAbort: 'ignore' })
      const a = await core.start('A')
      const b = core.send('B')
      assert.equal(core.doneOf(a)?.reason, 'superseded')
      assert.equal(core.of(b)[0]?.type, 'status')
      assert.ok(core.events.indexOf(core.doneOf(a)!) < core.events.indexOf(core.of(b)[0]!))
      assert.equal(core.engine.runs[0]?.signal.aborted, true)
    },
  ),

  claim('the next answer starts only after the engine has really left the old one', async (modules) => {
    const core = new CoreUnderTest(modules, { onAbort: 'ignore', patience_ms: 2_000 })
    await core.start('A')
    core.send('B')
    await core.clock.advance(1_500)
    assert.equal(core.engine.runs.length, 1)
    core.engine.runs[0]?.leave()
    await core.clock.advance(0)
    assert.equal(core.engine.runs.length, 2)
    assert.equal(core.engine.live, 1)
  }),

  claim('of prompts that pile up only the latest reaches the engine', async (modules) => {
    const core = new CoreUnderTest(modules, { onAbort: 'ignore' })
    await core.start('A')
    const b = core.send('B')
    const c = core.send('C')
    assert.equal(core.doneOf(b)?.reason, 'superseded')
    await core.clock.advance(10)
    core.engine.runs[0]?.leave()
    await core.clock.advance(10)
    assert.equal(core.engine.runs.length, 2)
    assert.match(core.engine.last.request.messages.at(-1)?.content ?? '', /C$/)
    assert.equal(core.engine.last.request.stream_id, c)
    assert.deepEqual(
      core.logOf('stream_discarded').map((line) => line['stream_id']),
      [b],
    )
    assert.deepEqual(core.logOf('stream_bug'), [])
  }),

  claim('three prompts in the same instant with nothing running leave one answer', async (modules) => {
    const core = new CoreUnderTest(modules)
    core.send('A')
    core.send('B')
    const c = core.send('C')
    await core.clock.advance(10)
    assert.deepEqual(
      core.engine.runs.map((run) => run.request.stream_id),
      [c],
    )
    assert.equal(core.engine.live, 1)
  }),

  claim('prompts that come while the disk is slow leave one answer', async (modules) => {
    const core = new CoreUnderTest(modules)
    core.journal.hold = true
    core.send('A')
    await core.clock.advance(10)
    core.send('B')
    await core.clock.advance(10)
    const c = core.send('C')
    core.journal.letGo()
    await core.clock.advance(10)
    assert.deepEqual(
      core.engine.runs.map((run) => run.request.stream_id),
      [c],
    )
  }),

  claim('never two live generations, whenever the third prompt comes', async (modules) => {
    for (const delay_ms of [0, 1, 10, 100, 400, 499, 500, 501, 600, 1_000]) {
      const core = new CoreUnderTest(modules, { onAbort: 'ignore', patience_ms: 500 })
      let most = 0
      const look = (): number => (most = Math.max(most, core.engine.live))
      await core.start('A')
      core.send('B')
      await core.clock.advance(delay_ms)
      look()
      core.send('C')
      for (let i = 0; i < 30; i++) {
        await core.clock.advance(100)
        look()
      }
      assert.equal(most, 1, `with C ${delay_ms} ms after B`)
    }
  }),

  claim('a Stop while the answer waits for the old one reaches it, and it never starts', async (modules) => {
    const core = new CoreUnderTest(modules, { onAbort: 'ignore' })
    await core.start('A')
    const b = core.send('B')
    const stopped = core.registry.stop(b)
    assert.equal(core.doneOf(b)?.reason, 'stopped')
    assert.equal((await stopped).how, 'cooperative')
    core.engine.runs[0]?.leave()
    await core.clock.advance(5_000)
    assert.equal(core.engine.runs.length, 1)
    assert.equal(core.registry.size, 0)
    assert.deepEqual(core.logOf('stream_bug'), [])
  }),

  claim('an engine released late does not free the place of a newer answer', async (modules) => {
    const core = new CoreUnderTest(modules, { onAbort: 'ignore', patience_ms: 500 })
    const a = core.engine
    await core.start('A')
    core.send('B')
    const c = core.send('C')
    a.runs[0]?.leave()
    await core.clock.advance(10)
    assert.equal(core.registry.activity(SESSION), 'active')
    core.send('D')
    assert.equal(core.doneOf(c)?.reason, 'superseded')
    await core.clock.advance(0)
    assert.equal(core.engine.runs.length, 2)
    assert.equal(core.engine.live, 1)
  }),

  claim('what the old engine still says never appears under the new answer', async (modules) => {
    const core = new CoreUnderTest(modules, { onAbort: 'ignore', onForce: 'ignore' })
    const a = await core.start('A')
    core.engine.last.text('a1 ')
    await core.clock.advance(50)
    const b = core.send('B')
    for (let i = 0; i < 5; i++) {
      core.engine.runs[0]?.text('STALE ')
      await core.clock.advance(1_000)
    }
    core.engine.last.text('b1 ')
    core.engine.runs[0]?.text('STALE ')
    await core.clock.advance(50)
    assert.equal(core.textOf(a), 'a1 ')
    assert.equal(core.textOf(b), 'b1 ')
    assert.notEqual(a, b)
  }),

  claim('every event carries the identity the opener was given', async (modules) => {
    const core = new CoreUnderTest(modules)
    const a = await core.start('A')
    const b = await core.start('B')
    const answers = core.opened.map((opened) => opened.messages.at(-1)?.message_id)
    assert.deepEqual(
      core.opened.map((opened) => opened.stream_id),
      [a, b],
    )
    assert.deepEqual(
      core.opened.map((opened) => opened.generation),
      [1, 2],
    )
    for (const [index, id] of [a, b].entries()) {
      const events = core.of(id)
      assert.ok(events.length > 0)
      for (const event of events) {
        assert.equal(event.message_id, answers[index])
        assert.equal(event.generation, index + 1)
        assert.equal(event.session_id, SESSION)
      }
    }
  }),

  claim('sessions do not touch each other', async (modules) => {
    const core = new CoreUnderTest(modules, { onAbort: 'ignore' })
    const one = await core.start('one', SESSION)
    const two = await core.start('two', OTHER_SESSION)
    core.send('one more', SESSION)
    await core.clock.advance(10)
    assert.equal(core.doneOf(one)?.reason, 'superseded')
    assert.equal(core.doneOf(two), undefined)
    core.engine.runs[1]?.text('goes on')
    await core.clock.advance(50)
    assert.equal(core.textOf(two), 'goes on')
    assert.equal(core.engine.runs[1]?.signal.aborted, false)
  }),

  claim('the log tells the truth about how the old answer left', async (modules) => {
    for (const [onAbort, name] of [
      ['leave', 'prev_stream_finished_cleanly'],
      ['ignore', 'prev_stream_timeout_on_cancel'],
    ] as const) {
      const core = new CoreUnderTest(modules, { onAbort })
      const a = await core.start('A')
      const b = core.send('B')
      await core.clock.advance(5_000)
      assert.deepEqual(
        core.logOf(name).map((line) => [line['stream_id'], line['prev_stream_id']]),
        [[b, a]],
      )
      assert.equal(core.logOf('stream_cancelled')[0]?.['reason'], 'superseded')
      assert.equal(core.logOf('stream_end')[0]?.['forced'], onAbort === 'ignore')
    }
  }),

  claim(
    'every open is logged as one end or one discard, and an end comes before the next start',
    async (modules) => {
      const core = new CoreUnderTest(modules, { onAbort: 'ignore' })
      for (const prompt of ['A', 'B', 'C', 'D']) {
        core.send(prompt)
        await core.clock.advance(prompt === 'C' ? 3_000 : 5)
      }
      void core.registry.stopAll('stopped')
      await core.clock.advance(5_000)
      const opens = core.logOf('stream_open').length
      assert.equal(opens, 4)
      assert.equal(opens, core.logOf('stream_end').length + core.logOf('stream_discarded').length)
      const grammar = core.log
        .map((line) => line.event)
        .filter((name) => name === 'stream_start' || name === 'stream_end')
      assert.deepEqual(
        grammar,
        grammar.map((_, index) => (index % 2 === 0 ? 'stream_start' : 'stream_end')),
      )
    },
  ),
]
