import assert from 'node:assert/strict'
import { CoreUnderTest } from '../core-under-test.ts'
import type { Claim } from './claim.ts'
import { claim } from './claim.ts'

/** How tokens and statuses are told: nothing lost, nothing late, nothing too often. */
export const tellingClaims: Claim[] = [
  claim('whatever the gaps between tokens, no text is lost or doubled', async (modules) => {
    for (const gap_ms of [0, 1, 5, 15, 16, 17, 20, 50, 75, 100]) {
      const core = new CoreUnderTest(modules)
      const id = await core.start('hello')
      const said = Array.from({ length: 150 }, (_, i) => `${i},`)
      for (const text of said) {
        core.engine.last.text(text)
        await core.clock.advance(gap_ms)
      }
      core.engine.last.say({ type: 'finish', finish: 'stop' })
      await core.clock.advance(1_000)
      assert.equal(core.textOf(id), said.join(''), `with ${gap_ms} ms between tokens`)
    }
  }),

  claim('a token after a pause is told at once, a token in a burst within a frame', async (modules) => {
    const core = new CoreUnderTest(modules)
    const id = await core.start('hello')
    core.engine.last.text('first')
    await core.clock.advance(0)
    assert.equal(core.textOf(id), 'first')
    core.engine.last.text(' second')
    await core.clock.advance(18)
    assert.equal(core.textOf(id), 'first second')
  }),

  claim('at most one token event a frame, whatever the rate', async (modules) => {
    const core = new CoreUnderTest(modules)
    const id = await core.start('hello')
    for (let i = 0; i < 1_000; i++) {
      for (let k = 0; k < 20; k++) core.engine.last.text('x')
      await core.clock.advance(1)
    }
    const tokens = core.of(id).filter((event) => event.type === 'token')
    assert.ok(tokens.length <= 1_000 / 18 + 2, `${tokens.length} events in a second`)
    assert.ok(tokens.length >= 30, `${tokens.length} events in a second`)
  }),

  claim('a character is never cut in half, and none is lost', async (modules) => {
    const core = new CoreUnderTest(modules)
    const id = await core.start('hello')
    for (const unit of '👩‍🚀 ok 🚣') {
      for (const half of unit.split('')) {
        core.engine.last.text(half)
        await core.clock.advance(20)
      }
    }
    core.engine.last.say({ type: 'finish', finish: 'stop' })
    await core.clock.advance(50)
    assert.equal(core.textOf(id), '👩‍🚀 ok 🚣')
    for (const event of core.of(id)) if (event.type === 'token') assert.ok(event.content.isWellFormed())
  }),

  claim('reasoning and answer are told apart and in order', async (modules) => {
    const core = new CoreUnderTest(modules)
    const id = await core.start('hello')
    core.engine.last.say({ type: 'text', channel: 'reasoning', content: 'hm ' })
    core.engine.last.say({ type: 'text', channel: 'reasoning', content: 'so ' })
    core.engine.last.text('yes')
    await core.clock.advance(50)
    void core.registry.stop(id)
    assert.deepEqual(core.registry.snapshot(id)?.parts, [
      { channel: 'reasoning', text: 'hm so ' },
      { channel: 'answer', text: 'yes' },
    ])
  }),

  claim('of many statuses the latest is told, ten a second, and none delays a token', async (modules) => {
    const core = new CoreUnderTest(modules)
    const id = await core.start('hello')
    for (let percent = 0; percent <= 100; percent++) {
      core.engine.last.say({ type: 'status', status: 'thinking', percent })
      await core.clock.advance(5)
    }
    core.engine.last.text('now')
    await core.clock.advance(0)
    assert.equal(core.textOf(id), 'now')
    await core.clock.advance(200)
    const statuses = core.of(id).filter((event) => event.type === 'status')
    assert.equal(statuses.at(-1)?.status, 'writing')
    assert.ok(statuses.some((status) => (status.percent ?? 0) > 80))
    assert.ok(statuses.length <= 10, `${statuses.length} statuses in 0.7 s`)
  }),

  claim(
    'what was left out of a long chat is told with every status, and with the end, whatever the end',
    async (modules) => {
      const core = new CoreUnderTest(modules)
      const id = await core.start('hello')
      core.engine.last.say({
        type: 'usage',
        usage: { prompt_tokens: 900, context_tokens: 1_024, not_sent: 12 },
      })
      await core.clock.advance(200)
      core.engine.last.say({ type: 'usage', usage: { kept_tokens: 40 } })
      core.engine.last.text('word')
      await core.clock.advance(200)
      const statuses = core
        .of(id)
        .flatMap((event) => (event.type === 'status' ? [[event.status, event.not_sent]] : []))
      assert.deepEqual(statuses, [
        ['thinking', undefined],
        ['thinking', 12],
        ['writing', 12],
      ])
      void core.registry.stop(id)
      const done = core.of(id).at(-1)
      assert.deepEqual(done?.type === 'done' && done.usage, {
        prompt_tokens: 900,
        context_tokens: 1_024,
        not_sent: 12,
        kept_tokens: 40,
      })
    },
  ),
]
