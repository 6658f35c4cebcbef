import assert from 'node:assert/strict'
import { textOf } from '../../../src/shared/session.ts'
import { CoreUnderTest } from '../core-under-test.ts'
import type { Claim } from './claim.ts'
import { claim } from './claim.ts'

/** Going on with an answer: another stream for the same message. */
export const continuingClaims: Claim[] = [
  claim('a continued answer is what it was and what came then, to the letter', async (modules) => {
    const core = new CoreUnderTest(modules)
    const first = await core.start('Tell me')
    core.engine.last.text('Once upon ')
    await core.clock.advance(50)
    await core.registry.stop(first)
    const second = await core.goOn(first)
    assert.deepEqual(core.engine.last.request.messages, [
      { role: 'user', content: 'Tell me' },
      { role: 'assistant', content: 'Once upon ' },
    ])
    const [before, opened] = core.opened
    const answer = before?.messages.at(-1)
    assert.deepEqual(
      [opened?.messages.length, opened?.messages[0]?.message_id, opened?.parent_id, opened?.messages[0]?.end],
      [1, answer?.message_id, answer?.parent_id, null],
    )
    assert.equal(textOf(opened?.messages[0] ?? { parts: [] }), 'Once upon ')
    core.engine.last.text('a time')
    await core.clock.advance(50)
    core.engine.last.say({ type: 'finish', finish: 'stop' })
    await core.clock.advance(0)
    assert.ok(core.of(second).every((event) => event.message_id === answer?.message_id))
    assert.equal(core.textOf(second), 'a time')
    assert.deepEqual(core.answerOf(first)?.parts, [{ channel: 'answer', text: 'Once upon a time' }])
    assert.equal(core.answerOf(first)?.end?.reason, 'success')
  }),

  claim(
    'a late token of the first stream never lands in the answer that is gone on with',
    async (modules) => {
      const core = new CoreUnderTest(modules, { onAbort: 'ignore' })
      const first = await core.start('Tell me')
      const old = core.engine.last
      old.text('kept ')
      await core.clock.advance(50)
      void core.registry.stop(first)
      await core.clock.advance(0)
      const told = core.of(first).length
      const second = await core.goOn(first)
      for (let i = 0; i < 10; i++) old.text('LATE')
      await core.clock.advance(20)
      old.leave()
      await core.clock.advance(0)
      core.engine.last.text('new')
      old.text('LATER')
      await core.clock.advance(50)
      void core.registry.stop(second)
      await core.clock.advance(0)
      assert.equal(core.of(first).length, told)
      assert.equal(textOf(core.answerOf(first) ?? { parts: [] }), 'kept new')
    },
  ),

  claim('supersede, stop and crash while an answer is gone on with keep all of it', async (modules) => {
    for (const end of ['supersede', 'stop', 'crash'] as const) {
      const core = new CoreUnderTest(modules)
      const first = await core.start('Tell me')
      core.engine.last.text('old ')
      await core.clock.advance(50)
      await core.registry.stop(first)
      const second = await core.goOn(first)
      core.engine.last.text('new')
      await core.clock.advance(50)
      if (end === 'stop') await core.registry.stop(second)
      else if (end === 'supersede') await core.start('Next')
      else core.engine.last.cutOff()
      await core.clock.advance(0)
      assert.equal(textOf(core.answerOf(first) ?? { parts: [] }), 'old new', end)
      assert.equal(
        core.answerOf(first)?.end?.reason,
        { stop: 'stopped', supersede: 'superseded', crash: 'error' }[end],
      )
    }
  }),

  claim('the next prompt is given all of an answer that was gone on with, saved or not', async (modules) => {
    for (const refuse of ['nothing', 'close'] as const) {
      const core = new CoreUnderTest(modules)
      const first = await core.start('A')
      core.engine.last.text('old ')
      await core.clock.advance(50)
      await core.registry.stop(first)
      await core.goOn(first)
      core.engine.last.text('new')
      await core.clock.advance(50)
      core.journal.refuse = refuse
      await core.start('B')
      assert.deepEqual(
        core.engine.last.request.messages,
        [
          { role: 'user', content: 'A' },
          { role: 'assistant', content: 'old new' },
          { role: 'user', content: 'B' },
        ],
        `refusing ${refuse}`,
      )
    }
  }),

  claim(
    'an answer without a word is answered again into the same message, by any engine',
    async (modules) => {
      const core = new CoreUnderTest(modules, { continues: false })
      const first = await core.start('Tell me')
      await core.registry.stop(first)
      await core.clock.advance(0)
      await core.goOn(first)
      assert.deepEqual(core.engine.last.request.messages, [{ role: 'user', content: 'Tell me' }])
      core.engine.last.text('yes')
      await core.clock.advance(50)
      core.engine.last.say({ type: 'finish', finish: 'stop' })
      await core.clock.advance(0)
      assert.equal(textOf(core.answerOf(first) ?? { parts: [] }), 'yes')
      assert.equal(core.journal.messages.size, 2)
    },
  ),

  claim('an engine that cannot go on is not asked to, and its session is told why', async (modules) => {
    const core = new CoreUnderTest(modules, { continues: false })
    const first = await core.start('Tell me')
    core.engine.last.text('half')
    await core.clock.advance(50)
    await core.registry.stop(first)
    const second = await core.goOn(first)
    assert.equal(core.engine.runs.length, 1)
    const error = core.of(second).find((event) => event.type === 'error')
    assert.equal(
      error?.content,
      'The test engine cannot go on from where an answer ended. Regenerate it instead.',
    )
    assert.equal(textOf(core.answerOf(first) ?? { parts: [] }), 'half')
    assert.equal(core.registry.size, 0)
  }),

  claim('an answer that somebody else went on with meanwhile is left to them', async (modules) => {
    const core = new CoreUnderTest(modules)
    const first = await core.start('Tell me')
    core.engine.last.text('half ')
    await core.clock.advance(50)
    await core.registry.stop(first)
    await core.clock.advance(0)
    const seen = core.answerOf(first)
    const second = await core.goOn(first)
    core.engine.last.text('whole')
    await core.clock.advance(50)
    const third = await core.goOn(first, seen)
    assert.equal(core.doneOf(second)?.reason, 'superseded')
    assert.equal(core.of(third).find((event) => event.type === 'error')?.error_type, 'store_failed')
    assert.equal(core.engine.runs.length, 2)
    assert.equal(textOf(core.answerOf(first) ?? { parts: [] }), 'half whole')
    assert.equal(core.unsaved, 0)
  }),

  claim('the instructions of a session go first, and its parameters with each run', async (modules) => {
    const core = new CoreUnderTest(modules)
    core.journal.system_prompt = 'Be brief.'
    core.journal.parameters = { temperature: 0.5, seed: 7 }
    await core.start('Tell me')
    assert.deepEqual(core.engine.last.request.messages, [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Tell me' },
    ])
    assert.deepEqual(core.engine.last.request.parameters, { temperature: 0.5, seed: 7 })
  }),

  claim('an answer that is gone on with again and again is ended at 32 MiB all the same', async (modules) => {
    const core = new CoreUnderTest(modules)
    const first = await core.start('hello')
    const mib = 'x'.repeat(1024 * 1024)
    for (let i = 0; i < 31; i++) core.engine.last.text(mib)
    await core.clock.advance(1_000)
    await core.registry.stop(first)
    const second = await core.goOn(first)
    for (let i = 0; i < 3; i++) core.engine.last.text(mib)
    await core.clock.advance(1_000)
    assert.equal(core.of(second).find((event) => event.type === 'error')?.error_type, 'too_long')
  }),
]
