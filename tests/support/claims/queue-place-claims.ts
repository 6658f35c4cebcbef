import assert from 'node:assert/strict'
import { CoreUnderTest, SESSION } from '../core-under-test.ts'
import type { CoreModules } from '../core-under-test.ts'
import type { Claim } from './claim.ts'
import { claim } from './claim.ts'

/** An answer to “first” runs and these wait behind it, below an earlier answer that can be looked at; `branch`: what the answer that runs is the end of. */
async function lookingElsewhere(modules: CoreModules, prompts: string[]) {
  const core = new CoreUnderTest(modules)
  const earlier = await core.start('earlier')
  await core.finish()
  const elsewhere = core.answerOf(earlier)?.message_id
  assert.ok(elsewhere)
  await core.start('first')
  const ids = []
  for (const prompt of prompts) ids.push(await core.wait(prompt))
  return { core, elsewhere, ids, branch: ['earlier', 'an answer', 'first', 'an answer'] }
}

/** Which message a waiting prompt follows. */
export const queuePlaceClaims: Claim[] = [
  claim(
    'a waiting prompt follows the answer it waited for, whatever is looked at meanwhile',
    async (modules) => {
      const { core, elsewhere, branch } = await lookingElsewhere(modules, ['second'])
      core.look(elsewhere)
      await core.finish()
      assert.deepEqual(core.before('second'), branch)
    },
  ),

  claim(
    'resumed, it follows that answer too; sent at once, it goes where the person looks',
    async (modules) => {
      for (const how of ['resume', 'now'] as const) {
        const { core, elsewhere, branch, ids } = await lookingElsewhere(modules, ['second'])
        void core.registry.stopAll('stopped')
        await core.clock.advance(0)
        core.look(elsewhere)
        const [second] = ids
        assert.ok(second)
        void (how === 'resume' ? core.queue.resume(SESSION) : core.queue.send(second))
        await core.clock.advance(0)
        const partial = [...branch.slice(0, -1), '']
        assert.deepEqual(core.before('second'), how === 'resume' ? partial : branch.slice(0, 2), how)
      }
    },
  ),

  claim(
    'a prompt queued where nothing runs and nothing waits goes where the person looks',
    async (modules) => {
      const { core, elsewhere, branch } = await lookingElsewhere(modules, [])
      await core.finish()
      core.look(elsewhere)
      await core.wait('second')
      assert.deepEqual(core.before('second'), branch.slice(0, 2))
    },
  ),
]
