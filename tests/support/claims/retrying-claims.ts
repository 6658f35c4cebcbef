import assert from 'node:assert/strict'
import { CoreUnderTest, SESSION } from '../core-under-test.ts'
import type { Claim } from './claim.ts'
import { claim } from './claim.ts'

/** What becomes of prompts the disk refuses, when nobody clicks on anything. */
export const retryingClaims: Claim[] = [
  // Known before, and seed 40029: prompts that were overtaken stayed in memory alone until somebody asked for them.
  claim(
    'prompts that were overtaken while the disk refused are saved by themselves, in order',
    async (modules) => {
      const core = new CoreUnderTest(modules)
      core.journal.hold = true
      for (const prompt of ['A', 'B', 'C']) core.send(prompt)
      core.journal.refuse = 'open'
      core.journal.letGo()
      await core.clock.advance(5_000)
      assert.equal(core.unsaved, 2)
      assert.deepEqual(core.given_back, [[SESSION, 'C']])
      core.journal.refuse = 'nothing'
      await core.clock.advance(1_000)
      assert.equal(core.unsaved, 0)
      assert.deepEqual(core.sent(), ['A', 'B'])
      assert.deepEqual(core.before('B'), ['A', ''])
      assert.equal(await core.registry.promptsSaved(SESSION), true)
      assert.equal(core.clock.armed, 0)
    },
  ),

  // Seed 103: it counted as one without a place, so nobody was told and nothing tried it again.
  claim('a prompt that follows one not saved yet is no prompt without a place', async (modules) => {
    const core = new CoreUnderTest(modules)
    core.journal.hold = true
    for (const prompt of ['A', 'B']) core.send(prompt)
    void core.registry.stopAll('stopped')
    const open = core.journal.open.bind(core.journal)
    let full = true
    core.journal.open = async (opening) => {
      const { parent_id } = opening.user_message ?? opening.answer
      if (parent_id && !core.journal.messages.has(parent_id)) {
        throw Object.assign(new Error('the message before is not saved'), { final: true })
      }
      if (full) throw new Error('disk full')
      return open(opening)
    }
    core.journal.refuse = 'open'
    core.journal.refusal = () => Object.assign(new Error('the message before is not saved'), { final: true })
    core.journal.letGo()
    await core.clock.advance(0)
    core.journal.refuse = 'nothing'
    await core.clock.advance(1_000)
    assert.equal(core.unsaved, 2)
    full = false
    await core.clock.advance(1_000)
    assert.equal(core.unsaved, 0)
    assert.deepEqual(core.sent(), ['A', 'B'])
  }),

  // Seed 29934000010086: the undo joined a try that had found the chat gone already, and nobody tried again.
  claim('a chat that comes back while saves are tried is tried once more after them', async (modules) => {
    const core = new CoreUnderTest(modules)
    core.journal.hold = true
    for (const prompt of ['A', 'B', 'C']) core.send(prompt)
    void core.registry.stopAll('stopped')
    core.journal.refuse = 'open'
    core.journal.letGo()
    await core.clock.advance(0)
    assert.equal(core.unsaved, 3)
    core.journal.refusal = () => Object.assign(new Error('deleted'), { final: true })
    const open = core.journal.open.bind(core.journal)
    core.journal.open = async (opening) => {
      // The first of them finds the chat gone; the undo comes before the last is asked for.
      if (opening.user_message?.parts[0]?.text === 'C') {
        core.journal.open = open
        core.journal.refuse = 'nothing'
        void core.registry.retrySaves()
        throw new Error('the message before is not saved')
      }
      return open(opening)
    }
    await core.registry.retrySaves()
    assert.deepEqual(core.sent(), ['A', 'B', 'C'])
    assert.equal(core.unsaved, 0)
    assert.equal(core.clock.armed, 0)
  }),

  // Seed 3054: it was told only when the engine before was gone.
  claim('a prompt the disk refuses goes back at once, whoever is still at work', async (modules) => {
    const core = new CoreUnderTest(modules, { onAbort: 'ignore' })
    await core.start('A')
    core.journal.refuse = 'open'
    const id = await core.start('B')
    assert.equal(core.doneOf(id)?.reason, 'error')
    assert.deepEqual(core.given_back, [[SESSION, 'B']])
    assert.equal(core.registry.activity(SESSION), 'stopping')
  }),

  claim('a waiting prompt the disk refuses goes back to its queue alone', async (modules) => {
    const core = new CoreUnderTest(modules)
    await core.start('A')
    await core.wait('B')
    const open = core.journal.open.bind(core.journal)
    core.journal.open = () => {
      core.journal.open = open
      return Promise.reject(new Error('disk full'))
    }
    await core.finish()
    await core.clock.advance(10)
    assert.deepEqual(core.shownWaiting(), ['B'])
    assert.deepEqual(core.given_back, [])
  }),

  claim('after the quit nothing is tried again', async (modules) => {
    const core = new CoreUnderTest(modules)
    core.journal.refuse = 'close'
    const id = await core.start('A')
    await core.registry.stop(id)
    await core.clock.advance(0)
    assert.equal(core.clock.armed, 1)
    core.registry.dispose()
    await core.registry.retrySaves()
    assert.equal(core.clock.armed, 0)
  }),
]
