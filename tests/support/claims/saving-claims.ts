import assert from 'node:assert/strict'
import type { CoreModules } from '../core-under-test.ts'
import { CoreUnderTest, OTHER_SESSION, SESSION } from '../core-under-test.ts'
import type { Claim } from './claim.ts'
import { claim } from './claim.ts'

/** A prompt that was stopped while it was being saved, which then fails. */
async function stoppedUnsaved(modules: CoreModules) {
  const core = new CoreUnderTest(modules)
  core.journal.hold = true
  const id = core.send('precious')
  await core.clock.advance(10)
  void core.registry.stop(id)
  core.journal.refuse = 'open'
  core.journal.letGo()
  await core.clock.advance(10)
  return { core, id }
}

/** What is on disk, and when; what a window that comes late is told. */
export const savingClaims: Claim[] = [
  claim('a message is on disk before the engine is called', async (modules) => {
    const core = new CoreUnderTest(modules)
    core.journal.hold = true
    core.send('hello')
    await core.clock.advance(1_000)
    assert.equal(core.engine.runs.length, 0)
    core.journal.letGo()
    await core.clock.advance(0)
    assert.equal(core.engine.runs.length, 1)
    assert.deepEqual(core.engine.last.request.messages, [{ role: 'user', content: 'hello' }])
  }),

  claim('a message the disk refuses is not sent, and the chat is usable at once', async (modules) => {
    const core = new CoreUnderTest(modules)
    core.journal.refuse = 'open'
    const id = await core.start('hello')
    assert.equal(core.of(id).find((event) => event.type === 'error')?.error_type, 'store_failed')
    assert.equal(core.engine.runs.length, 0)
    assert.equal(core.registry.size, 0)
    core.journal.refuse = 'nothing'
    await core.start('again')
    assert.equal(core.engine.runs.length, 1)
  }),

  claim('the text on screen, in the journal and in the saved message is one text', async (modules) => {
    const core = new CoreUnderTest(modules)
    const id = await core.start('hello')
    const said = Array.from({ length: 200 }, (_, i) => `token${i} `)
    for (const [i, text] of said.entries()) {
      core.engine.last.text(text)
      await core.clock.advance(i % 7)
    }
    core.engine.last.say({ type: 'finish', finish: 'stop' })
    await core.clock.advance(50)
    assert.equal(core.textOf(id), said.join(''))
    assert.deepEqual(core.journal.appended.get(id), [{ channel: 'answer', text: said.join('') }])
    assert.deepEqual(core.journal.closed[0]?.parts, [{ channel: 'answer', text: said.join('') }])
  }),

  claim(
    'the next prompt is given the whole partial answer of the one before, saved or not',
    async (modules) => {
      for (const refuse of ['nothing', 'close'] as const) {
        for (const leaves_after_ms of [0, 1, 60, 400]) {
          const core = new CoreUnderTest(modules, { onAbort: 'ignore' })
          await core.start('A')
          core.engine.last.text('part of A')
          await core.clock.advance(50)
          core.engine.last.text(' and its tail')
          await core.clock.advance(0)
          core.journal.refuse = refuse
          core.send('B')
          await core.clock.advance(leaves_after_ms)
          core.engine.last.leave()
          await core.clock.advance(5_000)
          assert.deepEqual(
            core.engine.last.request.messages,
            [
              { role: 'user', content: 'A' },
              { role: 'assistant', content: 'part of A and its tail' },
              { role: 'user', content: 'B' },
            ],
            `refusing ${refuse}, left after ${leaves_after_ms} ms`,
          )
        }
      }
    },
  ),

  claim(
    'a prompt whose saving fails after it was stopped is kept, counted, and saved by a retry',
    async (modules) => {
      const { core, id } = await stoppedUnsaved(modules)
      assert.equal(core.doneOf(id)?.reason, 'stopped')
      assert.equal(core.unsaved, 1)
      core.journal.refuse = 'nothing'
      assert.equal(await core.registry.retrySaves(), 0)
      assert.equal(core.unsaved, 0)
      assert.deepEqual(
        [...core.journal.messages.values()].map((message) => message.parts[0]?.text ?? ''),
        ['precious', ''],
      )
    },
  ),

  claim(
    'an answer whose chat was deleted holds up no other; an undo saves it, the end of the undo forgets it',
    async (modules) => {
      for (const undone of [true, false]) {
        const { core, id } = await stoppedUnsaved(modules)
        assert.equal(core.unsaved, 1)
        core.journal.refusal = () => Object.assign(new Error('deleted'), { final: true })
        assert.equal(await core.registry.retrySaves(), 0)
        assert.equal(core.unsaved, 0)
        if (undone) {
          core.journal.refuse = 'nothing'
          await core.registry.retrySaves()
          assert.equal([...core.journal.messages.values()][0]?.parts[0]?.text, 'precious')
        } else {
          assert.notEqual(core.registry.snapshot(id), null)
          core.registry.forget(SESSION)
          assert.equal(core.logOf('stream_unsaved_gone').length, 1)
        }
        assert.equal(core.registry.snapshot(id), null)
      }
    },
  ),

  claim('the count of what is not saved is the truth also while some are saved', async (modules) => {
    const core = new CoreUnderTest(modules)
    const ids = [await core.start('A', SESSION), await core.start('B', OTHER_SESSION)]
    core.journal.refuse = 'close'
    for (const id of ids) void core.registry.stop(id)
    await core.clock.advance(10)
    assert.equal(core.unsaved, 2)
    core.journal.refuseNext(['close', 'nothing'])
    const left = await core.registry.retrySaves()
    assert.equal(left, 1)
    assert.equal(core.unsaved, 1)
  }),

  claim('an answer the disk refuses stays, is counted, and is saved by a retry', async (modules) => {
    const core = new CoreUnderTest(modules)
    core.journal.refuse = 'close'
    const id = await core.start('A')
    core.engine.last.text('precious')
    await core.clock.advance(50)
    await core.registry.stop(id)
    await core.clock.advance(0)
    assert.equal(core.unsaved, 1)
    assert.equal(core.registry.snapshot(id)?.parts[0]?.text, 'precious')
    assert.equal(await core.registry.retrySaves(), 1)
    core.journal.refuse = 'nothing'
    assert.equal(await core.registry.retrySaves(), 0)
    assert.equal(core.unsaved, 0)
    assert.equal(core.journal.closed[0]?.parts[0]?.text, 'precious')
    assert.equal(core.registry.snapshot(id), null)
  }),

  claim('a snapshot and the events after it are the whole stream', async (modules) => {
    const core = new CoreUnderTest(modules)
    const id = await core.start('A')
    for (let i = 0; i < 30; i++) {
      core.engine.last.text(`t${i} `)
      await core.clock.advance(5)
      const snapshot = core.registry.snapshot(id)
      const before = core.of(id).filter((event) => event.seq < (snapshot?.next_seq ?? 0))
      const text = before.map((event) => (event.type === 'token' ? event.content : '')).join('')
      assert.equal(snapshot?.parts.map((part) => part.text).join('') ?? '', text)
      assert.equal(snapshot?.next_seq, core.of(id).length)
    }
  }),

  claim('quitting ends every answer as interrupted', async (modules) => {
    const core = new CoreUnderTest(modules)
    const id = await core.start('A')
    void core.registry.stopAll('interrupted')
    assert.equal(core.doneOf(id)?.reason, 'interrupted')
    await core.registry.saved()
    assert.equal(core.journal.closed[0]?.end.reason, 'interrupted')
  }),

  claim('activity is told at each change: active, stopping, idle', async (modules) => {
    const core = new CoreUnderTest(modules, { onAbort: 'ignore' })
    const id = await core.start('A')
    void core.registry.stop(id)
    await core.clock.advance(5_000)
    assert.deepEqual(core.activities, [
      [SESSION, 'active'],
      [SESSION, 'stopping'],
      [SESSION, 'idle'],
    ])
  }),
]
