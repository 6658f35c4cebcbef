import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ForkHost } from '../../../../src/main/engines/worker/fork-host.ts'
import { seededText } from '../../../../src/main/engines/simulator/seeded-text.ts'
import type { Engine, EngineReply, EngineRun } from '../../../../src/main/ports.ts'
import type { Hand, Scenario } from '../../../../src/main/self-test/scenario.ts'
import type { EngineUnderTest, TestedCore } from '../../../../src/main/self-test/tested-core.ts'
import { verify } from '../../../../src/main/self-test/verify.ts'
import type { VerifyOptions } from '../../../../src/main/self-test/verify.ts'
import { createVerifyCore } from '../../../../src/main/verify-core.ts'
import { quietStock } from '../../../support/quiet-stock.ts'

const MAIN = resolve(import.meta.dirname, '../../../../src/main')
const LENGTH = 20
/** A scenario's time includes this, on a busy computer too. */
const CORE_STARTS_WITHIN_MS = 1_500

const UNDER_TEST: EngineUnderTest = {
  name: 'a test engine',
  model: (mode) => mode,
  simulated: true,
  wait_ms: 2_000,
  expected: (prompt, model, characters) =>
    seededText({ prompt, model, seed: 1 }, LENGTH).slice(0, characters),
}

const ONE_PROMPT: Scenario = {
  name: 'one',
  title: 'one prompt',
  simulatorOnly: false,
  run: async (hand) => {
    const stream = hand.send(await hand.core.newSession(), 'A', 'normal')
    hand.opportunity()
    await hand.done(stream)
    hand.expectReason(stream, 'success')
  },
}

/** An engine in this process that says what it is told to, for prompts alone: what no simulator does wrong on purpose. */
function engineThatSays(text: (request: { prompt: string; model: string }) => string) {
  const start: Engine['start'] = ({ messages, model }, signal): EngineRun => {
    async function* replies(): AsyncGenerator<EngineReply, void, undefined> {
      const prompt = messages.at(-1)?.content ?? ''
      yield { type: 'text', channel: 'answer', content: text({ prompt, model }) }
      yield { type: 'finish', finish: 'stop' }
    }
    return {
      replies: replies(),
      released: new Promise((done) => signal.addEventListener('abort', () => done(), { once: true })),
      patience_ms: () => 100,
      force: () => {},
    }
  }
  return () => ({
    label: 'The test engine',
    continues: () => false,
    limits: () => ({
      first_token_ms: 2_000,
      between_tokens_ms: 2_000,
      stalled_notice_ms: 1_000,
      context_chars: null,
    }),
    start,
    dispose: async () => {},
  })
}
const honest = engineThatSays(({ prompt, model }) => seededText({ prompt, model, seed: 1 }, LENGTH))

/** Runs one scenario on a real core; `change` may bend what the core shows. */
async function tryOut(
  scenario: Scenario,
  {
    createEngine = honest,
    change = (core) => core,
    ...options
  }: Partial<VerifyOptions> & {
    createEngine?: typeof honest
    change?: (core: TestedCore) => TestedCore
  } = {},
) {
  const verdict = await verify({
    engine: UNDER_TEST,
    scenarios: [scenario],
    createCore: async () =>
      change(
        await createVerifyCore({
          createHost: (env) => new ForkHost(resolve(MAIN, 'engines/worker/worker-entry.ts'), env),
          store_worker: new URL('store/store-worker.ts', `file://${MAIN}/`),
          createEngine,
        }),
      ),
    ...options,
  })
  const [only] = verdict.scenarios
  if (!only) throw new Error('there is no verdict')
  return { ...only, ok: verdict.ok, said: only.problems.join('; ') }
}

test('an honest engine holds, with its figures and nothing left behind', async () => {
  const verdict = await tryOut(ONE_PROMPT)
  expect(verdict).toMatchObject({
    ok: true,
    opportunities: 1,
    stale: 0,
    leaks: 0,
    overlap: null,
    problems: [],
  })
})

describe('BROKEN is what it says of', () => {
  test('an engine that writes another prompt’s text', async () => {
    const verdict = await tryOut(ONE_PROMPT, { createEngine: engineThatSays(() => 'something else') })
    expect(verdict).toMatchObject({ ok: false, stale: 1 })
    expect(verdict.said).toContain('text that is not its own')
  })

  test('an answer of which a part is missing', async () => {
    const short = engineThatSays(({ prompt, model }) => seededText({ prompt, model, seed: 1 }, LENGTH - 1))
    const verdict = await tryOut(ONE_PROMPT, { createEngine: short })
    expect(verdict).toMatchObject({ ok: false, stale: 1 })
    expect(verdict.said).toContain('a part of its text is missing')
  })

  test('a scenario in which nothing was put to the test', async () => {
    const verdict = await tryOut({ ...ONE_PROMPT, run: async () => {} })
    expect(verdict).toMatchObject({ ok: false, opportunities: 0 })
    expect(verdict.said).toContain('no opportunity')
  })

  test('generations of one session that overlap, by the engines’ records', async () => {
    const record = { run_id: 'a', session_id: 's', pid: 1, tokens: 0, late: 0 }
    const verdict = await tryOut(ONE_PROMPT, {
      change: (core) => ({
        ...core,
        records: () => [
          { ...record, event: 'begin', at_ns: '1' },
          { ...record, run_id: 'b', event: 'begin', at_ns: '2' },
        ],
      }),
    })
    expect(verdict).toMatchObject({ ok: false, overlap: 1 })
  })

  test('a hole in the numbers, a second done and an event after it', async () => {
    const bent = async (bendEvents: (hand: Hand) => void) =>
      (await tryOut({ ...ONE_PROMPT, run: async (hand) => (await ONE_PROMPT.run(hand), bendEvents(hand)) }))
        .said
    expect(await bent(({ core }) => core.events.splice(1, 1))).toContain('seq has a hole')
    const dropStatuses = ({ core: { events } }: Hand): unknown =>
      events.splice(
        0,
        events.findIndex(({ event }) => event.type !== 'status'),
      )
    expect(await bent(dropStatuses)).toContain('the first event is no status')
    expect(await bent(({ core }) => core.events.pop())).toContain('not exactly one done')
    expect(
      await bent(({ core }) => {
        const [first] = core.events
        if (first) core.events.push({ ...first, event: { ...first.event, seq: core.events.length } })
      }),
    ).toContain('something came after done')
  })

  test('a disk that has another text than the screen, or does not know the end', async () => {
    const load =
      (change: (message: Awaited<ReturnType<TestedCore['load']>>[number]) => object) =>
      (core: TestedCore) => ({
        ...core,
        load: async (id: Parameters<TestedCore['load']>[0]) =>
          (await core.load(id)).map((message) => ({ ...message, ...(message.stream_id && change(message)) })),
      })
    const other = load(() => ({ parts: [{ channel: 'answer', text: 'other' }] }))
    expect((await tryOut(ONE_PROMPT, { change: other })).said).toContain('the disk has another text')
    const open = load(() => ({ end: null }))
    expect((await tryOut(ONE_PROMPT, { change: open })).said).toContain('does not know its end')
  })

  test('a log that lies', async () => {
    const verdict = await tryOut({
      ...ONE_PROMPT,
      run: async (hand) => {
        await ONE_PROMPT.run(hand)
        hand.core.log.push({ event: 'stream_open', stream_id: 'ghost', session_id: 's' })
      },
    })
    expect(verdict.said).toContain('ghost has no end')
  })

  test('a timer that is left behind', async () => {
    let timer: NodeJS.Timeout | undefined
    await quietStock()
    const verdict = await tryOut({
      ...ONE_PROMPT,
      run: async (hand) => {
        timer = setInterval(() => {}, 60_000)
        await ONE_PROMPT.run(hand)
      },
    })
    clearInterval(timer)
    expect(verdict).toMatchObject({ ok: false, leaks: 1 })
  })

  test('an answer that ends otherwise, with the engine’s own sentence', async () => {
    const failing = engineThatSays(() => {
      throw new Error('out of luck')
    })
    const verdict = await tryOut(ONE_PROMPT, { createEngine: failing })
    expect(verdict.said).toContain('ended “error” (Something in Sluice went wrong')
    expect(verdict.said).toContain('out of luck')
  })
})

describe('it never hangs and never rejects, and ends what it began', () => {
  const disposals = () => {
    const seen = { disposed: 0 }
    const change = (core: TestedCore): TestedCore => ({
      ...core,
      dispose: () => {
        seen.disposed++
        return core.dispose()
      },
    })
    return { seen, change }
  }

  test('a scenario that throws has failed, and its core is disposed', async () => {
    const { seen, change } = disposals()
    const run = async (): Promise<void> => {
      throw new Error('bad scenario')
    }
    const verdict = await tryOut({ ...ONE_PROMPT, run }, { change })
    expect(verdict).toMatchObject({ ok: false, leaks: 0 })
    expect(verdict.said).toContain('bad scenario')
    expect(seen.disposed).toBe(1)
  })

  test('a scenario without an end is ended when its time is up, and its core is disposed', async () => {
    const { seen, change } = disposals()
    for (const run of [
      (hand: Hand) => hand.pause(60_000),
      (hand: Hand) => hand.done('no-such-stream' as Parameters<Hand['done']>[0]),
      () => new Promise<void>(() => {}),
    ]) {
      const verdict = await tryOut(
        { ...ONE_PROMPT, run },
        { change, scenario_limit_ms: CORE_STARTS_WITHIN_MS },
      )
      expect(verdict).toMatchObject({ ok: false, leaks: 0 })
      expect(verdict.said).toContain('the time for this scenario is up')
    }
    expect(seen.disposed).toBe(3)
  }, 20_000)

  test('what comes after the time for everything has failed at once', async () => {
    const verdict = await tryOut(ONE_PROMPT, {
      limit_ms: 0,
      createCore: () => Promise.reject(new Error('asked for')),
    })
    expect(verdict).toMatchObject({ ok: false, leaks: 0 })
    expect(verdict.said).toContain('the time for the whole test was up')
  })

  test('a core that cannot be started has failed', async () => {
    const verdict = await tryOut(ONE_PROMPT, { createCore: () => Promise.reject(new Error('no disk')) })
    expect(verdict).toMatchObject({ ok: false, opportunities: 0 })
    expect(verdict.said).toContain('no disk')
  })

  test('a core that comes too late is disposed all the same', async () => {
    const { seen, change } = disposals()
    const late = Promise.withResolvers<TestedCore>()
    const verdict = await tryOut(ONE_PROMPT, { createCore: () => late.promise, scenario_limit_ms: 50 })
    expect(verdict.said).toContain('the time to start the core is up')
    late.resolve(change({ dispose: async () => {} } as TestedCore))
    await new Promise((resolve) => setImmediate(resolve))
    expect(seen.disposed).toBe(1)
  })

  test('a core that cannot be ended is told', async () => {
    const verdict = await tryOut(ONE_PROMPT, {
      change: (core) => ({
        ...core,
        dispose: async () => {
          await core.dispose()
          throw new AggregateError([new Error('the store is stuck')])
        },
      }),
    })
    expect(verdict.said).toContain('the store is stuck')
  })

  test('no scenario at all is no success', async () => {
    expect(
      await verify({ engine: UNDER_TEST, createCore: () => Promise.reject(new Error()), scenarios: [] }),
    ).toEqual({
      ok: false,
      cancelled: false,
      leak_scope: 'process',
      scenarios: [],
    })
  })
})
