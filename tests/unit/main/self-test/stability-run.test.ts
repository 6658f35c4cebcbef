import { afterEach, describe, expect, test } from 'vitest'
import { AwakeClock } from '../../../../src/main/lib/awake-clock.ts'
import type { StabilityOptions } from '../../../../src/main/self-test/stability-run.ts'
import { StabilityRun, TELL_EVERY_MS } from '../../../../src/main/self-test/stability-run.ts'
import type { TestedCore } from '../../../../src/main/self-test/tested-core.ts'
import { SIMULATOR_UNDER_TEST } from '../../../../src/main/verify-core.ts'
import type { StabilityState } from '../../../../src/shared/stability.ts'
import { assertNothingLeft, quietStock } from '../../../support/quiet-stock.ts'
import { ENDLESS, SHORT_ONE, realCore } from './real-core.ts'

const clock = new AwakeClock()
const runs: StabilityRun[] = []

afterEach(async () => {
  await Promise.all(runs.splice(0).map((run) => run.dispose()))
})

/** A run with what it told, and a wait for a state of it. */
function watched(options: Partial<StabilityOptions> = {}) {
  const told: { state: StabilityState; at_ms: number }[] = []
  const waits = new Set<() => void>()
  const cores: TestedCore[] = []
  const run = new StabilityRun({
    clock,
    engine: SIMULATOR_UNDER_TEST,
    scenarios: [SHORT_ONE],
    createCore: async () => {
      const core = await realCore()
      cores.push(core)
      return core
    },
    onChanged: (state) => {
      told.push({ state, at_ms: performance.now() })
      for (const look of waits) look()
    },
    ...options,
  })
  runs.push(run)
  const until = async (holds: (state: StabilityState) => boolean): Promise<StabilityState> => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const look = (): void => {
      if (holds(run.state)) resolve()
    }
    waits.add(look)
    look()
    await promise
    waits.delete(look)
    return run.state
  }
  const over = (): Promise<StabilityState> => until(({ state }) => state !== 'running')
  return { run, told, cores, until, over }
}

const writing = ({ now }: StabilityState): boolean =>
  now?.lamps.filter((lamp) => lamp === 'running').length === 2 && now.events > 4

test('it knows its plan before it is started', () => {
  const { run } = watched({ scenarios: [SHORT_ONE, ENDLESS] })
  expect(run.state).toMatchObject({
    state: 'idle',
    started_at: null,
    plan: [
      { name: 'short', title: 'a short one' },
      { name: 'endless', title: 'an endless one' },
    ],
  })
})

test('a test that holds is told from its start to its verdict, and can be played again', async () => {
  const { run, told, over } = watched()
  expect(run.start()).toBeNull()
  expect(run.state).toMatchObject({
    state: 'running',
    ok: null,
    now: { name: 'short', lamps: [], events: 0 },
  })
  expect(await over()).toMatchObject({
    state: 'done',
    ok: true,
    problem: null,
    now: null,
    verdicts: [{ name: 'short', ok: true, opportunities: 1, leaks: 0 }],
  })
  expect(run.state.seconds).toBeGreaterThan(0)
  expect(new Set(told.map(({ state }) => state)).size).toBe(told.length)
  expect(run.start()).toBeNull()
  expect(run.state.verdicts).toEqual([])
  expect(await over()).toMatchObject({ state: 'done', ok: true })
})

test('one test at a time: a second start is refused with a sentence', async () => {
  const { run, over } = watched()
  run.start()
  expect(run.start()).toEqual({ refused: expect.stringContaining('running already') })
  await over()
})

test('a broken core is BROKEN, with its problem', async () => {
  const { run, over } = watched({
    createCore: async () => {
      const core = await realCore()
      return { ...core, load: async (id) => (await core.load(id)).map((one) => ({ ...one, end: null })) }
    },
  })
  run.start()
  const { state, ok, verdicts } = await over()
  expect({ state, ok }).toEqual({ state: 'done', ok: false })
  expect(verdicts[0]?.problems.join()).toContain('the disk does not know its end')
})

test('of very many problems some are told, and how many there are', async () => {
  const { run, over } = watched({
    scenarios: [
      {
        ...SHORT_ONE,
        run: async (hand) => {
          hand.opportunity()
          for (let i = 0; i < 100; i++) hand.problem(`problem ${i}`)
        },
      },
    ],
  })
  run.start()
  const { verdicts } = await over()
  expect(verdicts[0]?.problems).toHaveLength(21)
  expect(verdicts[0]?.problems.at(-1)).toBe('and 80 more')
})

test('a core that cannot be made ends the test with a sentence', async () => {
  const { run, over } = watched({
    scenarios: [SHORT_ONE, ENDLESS],
    createCore: () => Promise.reject(new Error('no space left on device')),
  })
  run.start()
  expect(await over()).toMatchObject({
    state: 'failed',
    ok: null,
    verdicts: [],
    problem: 'The test could not be played: no space left on device',
  })
  expect(run.start()).toBeNull()
  await over()
})

describe('in the middle of a scenario', () => {
  test('its streams are lamps, told at most every 200 ms', async () => {
    const { run, told, until, over } = watched({ scenarios: [ENDLESS] })
    run.start()
    const { now } = await until(writing)
    expect(now?.lamps).toEqual(['running', 'running'])
    const seen = told.length
    await until(() => told.length >= seen + 5)
    const gaps = told.slice(seen).map(({ at_ms }, index) => at_ms - (told[seen + index - 1]?.at_ms ?? 0))
    // A timer may fire a little early.
    for (const gap of gaps) expect(gap).toBeGreaterThan(TELL_EVERY_MS - 10)
    run.cancel()
    await over()
  })

  test('cancel leaves no process, timer or part behind, and says so when all is gone', async () => {
    const stock = await quietStock()
    const { run, cores, until, over } = watched({ scenarios: [SHORT_ONE, ENDLESS] })
    run.start()
    await until(writing)
    run.cancel()
    run.cancel()
    expect(run.state.state).toBe('running')
    expect(await over()).toMatchObject({
      state: 'cancelled',
      ok: null,
      now: null,
      verdicts: [{ name: 'short' }],
    })
    expect(cores.flatMap((core) => core.held())).toEqual([])
    await assertNothingLeft(
      stock,
      cores.flatMap((core) => core.spawned_pids),
    )
  })

  test('dispose ends it within its time, and nothing starts any more', async () => {
    const { run, cores, until } = watched({ scenarios: [ENDLESS] })
    run.start()
    await until(writing)
    await run.dispose()
    expect(run.state.state).toBe('cancelled')
    expect(cores.flatMap((core) => core.held())).toEqual([])
    expect(run.start()).toEqual({ refused: expect.stringContaining('closing') })
  })

  test('dispose does not wait for a core that cannot be ended', async () => {
    const stuck = Promise.withResolvers<void>()
    const { run, cores, until, over } = watched({
      scenarios: [ENDLESS],
      createCore: async () => {
        const core = await realCore()
        cores.push(core)
        return { ...core, dispose: () => Promise.all([core.dispose(), stuck.promise]).then(() => {}) }
      },
    })
    run.start()
    await until(writing)
    const from = performance.now()
    await run.dispose()
    expect(performance.now() - from).toBeLessThan(2_500)
    expect(run.state.state).toBe('running')
    stuck.resolve()
    await over()
  })

  test('killAll takes its engine processes at once', async () => {
    const { run, cores, until } = watched({ scenarios: [ENDLESS] })
    run.start()
    await until(writing)
    expect(cores[0]?.exits).toEqual([])
    run.killAll()
    await until(() => cores[0]?.exits.length === 2)
  })
})
