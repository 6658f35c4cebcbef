import { chromium } from '@playwright/test'
import type { Browser } from '@playwright/test'
import { join } from 'node:path'
import { findChromium } from '../../../scripts/find-chromium.mjs'
import type { Figure } from '../figure.ts'
import type { BenchOptions } from '../group.ts'
import { servePage } from './built-page.ts'
import { figureOf, growthOf } from './figures.ts'
import { runOnce, stopOnce } from './run-once.ts'
import { Samples } from './samples.ts'
import type { Contestant, Scenario } from './scenarios.ts'
import { CONTESTANTS, QUICK_SCENARIOS, SCENARIOS } from './scenarios.ts'

/** Every scenario is measured once, whatever that takes; further rounds only begin within this time. */
const FURTHER_ROUNDS_WITHIN_MS = 8 * 60_000

const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-extensions',
  ...(process.getuid?.() === 0 ? ['--no-sandbox', '--disable-dev-shm-usage'] : []),
]

export interface RenderingOptions extends BenchOptions {
  scenarios?: Scenario[]
  contestants?: readonly Contestant[]
  /** Told of each run as it ends. */
  onRun?: (line: string) => void
}

/** Streaming answers as Sluice draws them and as others do: in one run of one browser, in turns. */
export async function rendering(options: RenderingOptions): Promise<Figure[]> {
  const found = findChromium()
  if (!found) throw new Error('there is no browser')
  const page = await servePage(join(options.scratch, 'page'))
  const browser = await chromium.launch({ executablePath: found.path, args: FLAGS })
  try {
    const scenarios = options.scenarios ?? (options.quick ? QUICK_SCENARIOS : SCENARIOS)
    const samples = await inTurns(browser, page.url, scenarios, options)
    const figures = scenarios.map((scenario) => figureOf(scenario, samples))
    const growth = growthOf(samples)
    return growth ? [...figures, growth] : figures
  } finally {
    await browser.close()
    await page.close()
  }
}

/** Rounds over all scenarios; in each the contestants take turns, and another one is the first. */
async function inTurns(
  browser: Browser,
  url: string,
  scenarios: readonly Scenario[],
  { contestants = CONTESTANTS, onRun = () => {} }: RenderingOptions,
): Promise<Samples> {
  const samples = new Samples()
  const began_at = performance.now()
  const lasted_ms = new Map<Scenario, number>()
  const rounds = Math.max(...scenarios.map((scenario) => scenario.rounds))
  for (let round = 0; round < rounds; round++) {
    for (const scenario of scenarios.filter((one) => one.rounds > round)) {
      const from = performance.now()
      const expected_end = from - began_at + (lasted_ms.get(scenario) ?? 0)
      if (round > 0 && expected_end > FURTHER_ROUNDS_WITHIN_MS) continue
      const first = round % contestants.length
      for (const contestant of [...contestants.slice(first), ...contestants.slice(0, first)]) {
        const plan = { ...scenario.plan, contestant }
        if (scenario.stop_after_ms === undefined) {
          samples.add(scenario, contestant, await runOnce(browser, url, plan))
        } else {
          samples.addStop(scenario, contestant, await stopOnce(browser, url, plan, scenario.stop_after_ms))
        }
        onRun(`${scenario.id} ${contestant}: ${samples.line(scenario, contestant)}`)
      }
      lasted_ms.set(scenario, performance.now() - from)
    }
  }
  return samples
}
