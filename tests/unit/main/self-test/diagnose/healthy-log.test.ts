import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { judgeLines } from '../../../../../src/main/self-test/diagnose/diagnose.ts'
import { CoreUnderTest, loadCore, OTHER_SESSION } from '../../../../support/core-under-test.ts'
import type { Step } from '../../../../support/lifecycle-model.ts'
import type { ScriptedEngineOptions } from '../../../../support/scripted-engine.ts'
import { asFile, logOfALife, stampLines } from './healthy-log.ts'
import { checksAt, find } from './planted-log.ts'

const RUNS = Number(process.env['SLUICE_RUNS'] ?? 150)
const TIMEOUT_MS = 30_000 + RUNS * 100

const modules = await loadCore()
const judge = (text: string) => judgeLines(text.split('\n'), ['sluice.log'])
const session = fc.nat({ max: 2 })
const run = fc.nat({ max: 1_000 })
/** Engines that are slow, deaf and cut off, but no bugs and nothing that survives force: no promise is broken by these. */
const engine: fc.Arbitrary<ScriptedEngineOptions> = fc.record({
  onAbort: fc.constantFrom('leave', 'ignore'),
  patience_ms: fc.constantFrom(0, 250, 2_000, 60_000),
  hangsOnReturn: fc.boolean(),
})
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('send' as const), session }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('disk' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('stop' as const), session }) },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constantFrom('text' as const, 'status', 'finish', 'cut-off'), run }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('leave' as const), run }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('stop-all' as const) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('advance' as const),
      ms: fc.constantFrom(1, 20, 300, 2_500, 130_000, 3_600_000),
    }),
  },
)
const life = fc.record({ engine, steps: fc.array(step, { minLength: 5, maxLength: 60, size: 'max' }) })
/** Runs of the app, one after the other. */
const logs = fc.array(life, { minLength: 1, maxLength: 2 })

async function logOf(lives: { engine: ScriptedEngineOptions; steps: Step[] }[]): Promise<string> {
  const runs: string[] = []
  for (const { engine, steps } of lives)
    runs.push(await logOfALife(modules, engine, steps, `run-${runs.length}`))
  return runs.join('')
}

/** `at`: from 0 to 1. */
const place = (text: string, at: number): number => Math.floor(at * text.length)
const fraction = fc.integer({ min: 0, max: 10_000 }).map((part) => part / 10_000)

test('the real core’s log of a day without faults is healthy, and says how often', async () => {
  const core = new CoreUnderTest(modules)
  stampLines(core)
  core.log.push({ event: 'app_start', pid: 1 })
  for (let i = 0; i < 20; i++) {
    await core.start(`prompt ${i}`)
    core.engine.last.text('Hello')
    await core.clock.advance(200)
    if (i % 3 === 0) await core.start('beside it', OTHER_SESSION)
    if (i % 2 === 0) core.engine.last.say({ type: 'finish', finish: 'stop' })
    await core.clock.advance(200)
  }
  await Promise.all([core.registry.stopAll('interrupted'), core.clock.advance(5_000)])
  core.log.push({ event: 'app_exit', why: 'in order, 3 ms' })
  const diagnosis = await judge(asFile(core.log))
  expect(checksAt(diagnosis, 'notice')).toEqual([])
  expect(diagnosis).toMatchObject({
    verdict: 'healthy',
    says: 'Healthy: 27 answers, each ended once and was released; nothing had to be forced.',
    starts: 1,
    streams: 27,
    unreadable: 0,
  })
  // Superseding cleanly is told as what it is, and how long it took.
  expect(find(diagnosis, 'waits').says).toMatch(/^\d+ answers were waited for: .* 0 by force/)
})

test(
  `whatever ${RUNS} lives of the real core do, its whole log is never called broken`,
  { timeout: TIMEOUT_MS },
  async () => {
    const met: Record<string, number> = {}
    await fc.assert(
      fc.asyncProperty(logs, async (lives) => {
        const diagnosis = await judge(await logOf(lives))
        expect(checksAt(diagnosis, 'broken')).toEqual([])
        expect(diagnosis.unreadable).toBe(0)
        for (const check of checksAt(diagnosis, 'notice')) met[check] = (met[check] ?? 0) + 1
      }),
      { numRuns: RUNS },
    )
    console.log(`${RUNS} logs, notices: ${JSON.stringify(met)}`)
    expect(met['forced_release']).toBeGreaterThan(0)
  },
)

test(
  'cut anywhere, before and behind, a log without faults is never called broken',
  { timeout: TIMEOUT_MS },
  async () => {
    await fc.assert(
      fc.asyncProperty(logs, fraction, fraction, async (lives, one, other) => {
        const text = await logOf(lives)
        const cuts = [place(text, one), place(text, other)].toSorted((a, b) => a - b)
        for (const [from, to] of [[cuts[0], cuts[1]], [0, cuts[1]], [cuts[0]]]) {
          const diagnosis = await judge(text.slice(from, to))
          expect(checksAt(diagnosis, 'broken')).toEqual([])
          // Only the first and the last line can be torn.
          expect(diagnosis.unreadable).toBeLessThanOrEqual(2)
        }
      }),
      { numRuns: RUNS },
    )
  },
)

test(
  'with a piece in the middle gone, scribbled over or zeroed, it is never called broken',
  { timeout: TIMEOUT_MS },
  async () => {
    const scribble = fc.constantFrom(
      '',
      '\n',
      '#!?\n{"event":',
      '\0'.repeat(50),
      '{"event":7}\n',
      '[]\nnull\n"x"\n',
      '{"time":"',
    )
    let tried = 0
    await fc.assert(
      fc.asyncProperty(logs, fraction, fc.nat({ max: 700 }), scribble, async (lives, at, length, mess) => {
        const text = await logOf(lives)
        const from = place(text, at)
        const diagnosis = await judge(text.slice(0, from) + mess + text.slice(from + length))
        // What happens to fit together again is gone without a trace: nobody can know then.
        fc.pre(diagnosis.unreadable > 0)
        tried++
        expect(checksAt(diagnosis, 'broken')).toEqual([])
      }),
      { numRuns: RUNS },
    )
    expect(tried).toBeGreaterThanOrEqual(RUNS)
  },
)

test(
  'but with one line of a stream’s beginning or end gone from it, it is',
  { timeout: TIMEOUT_MS },
  async () => {
    let tried = 0
    await fc.assert(
      fc.asyncProperty(logs, fraction, async (lives, at) => {
        const lines = (await logOf(lives)).split('\n')
        const ends = lines.filter((line) => /"event":"stream_(open|start|end|discarded)"/.test(line))
        const gone = ends[Math.floor(at * (ends.length - 1))]
        fc.pre(gone !== undefined)
        tried++
        const diagnosis = await judgeLines(lines.filter((line) => line !== gone))
        expect(diagnosis.verdict).toBe('broken')
      }),
      { numRuns: RUNS },
    )
    expect(tried).toBeGreaterThanOrEqual(RUNS)
  },
)
