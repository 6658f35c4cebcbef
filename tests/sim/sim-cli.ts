// `npm run sim`: lives from seeds. `--seed N` lives one again and tells what happened in it.
import { mkdirSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { loadModules } from './modules.ts'
import { failureReport } from './report.ts'
import { figureLines, runSim } from './run-sim.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    from: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '10000' },
    steps: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '60' },
    hours: { type: 'string' },
  },
})
const steps = Number(values.steps)
const FIGURES = resolve(import.meta.dirname, '../../artifacts/reliability')

/** In a tick of its own: promises can only be run where none is running. */
function report(seed: number): Promise<string> {
  return loadModules().then(
    (modules) => new Promise((resolve) => setImmediate(() => resolve(failureReport(modules, seed, steps)))),
  )
}

if (values.seed !== undefined) {
  const told = await report(Number(values.seed))
  console.log(told)
  process.exitCode = told.includes('every promise was kept') ? 0 : 1
} else {
  const within_ms =
    values.hours === undefined ? Number(values.seconds) * 1_000 : Number(values.hours) * 3_600_000
  const seeds = values.hours === undefined ? Number(values.seeds) : Number.MAX_SAFE_INTEGER
  const run = await runSim({ from: Number(values.from), seeds, steps, within_ms })
  console.log(figureLines(run, steps).join('\n'))
  mkdirSync(FIGURES, { recursive: true })
  writeFileSync(resolve(FIGURES, 'simulation.json'), JSON.stringify({ ...run, steps_a_seed: steps }))
  if (run.failed !== null) {
    console.error(await report(run.failed))
    process.exitCode = 1
  }
}
