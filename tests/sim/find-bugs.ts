// Plants each bug in the app and lives seeds until one breaks a promise. Prints, as JSON, what found it. Plain Node.
import type { SimFinding } from './sim-figures.ts'
import { inspect } from 'node:util'
import { loadModules } from './modules.ts'
import { plantBugs } from './plant.ts'
import { RARE_BUGS, SIMULATED_BUGS } from './simulated-bugs.ts'
import { simulate } from './simulate.ts'
import { stepsOf } from './steps.ts'

/** Far less than the default run tries. */
const SEEDS_MAX = Number(process.env['SLUICE_SEEDS'] ?? 3_000)
const STEPS = 200
const only = process.argv[2]

const wanted = only
  ? [...SIMULATED_BUGS, ...RARE_BUGS]
  : process.env['SLUICE_RARE']
    ? RARE_BUGS
    : SIMULATED_BUGS
const bugs = wanted.filter(({ name }) => !only || name.includes(only))
const plant = plantBugs(bugs)
// What a bug breaks where nobody waits for it has been found, too.
let unhandled: unknown = null
process.on('unhandledRejection', (error) => (unhandled ??= error))

const findings: SimFinding[] = []
for (const bug of bugs) {
  unhandled = null
  const modules = await loadModules(plant(bug))
  let broken = ''
  let seed = 0
  while (broken === '' && seed < SEEDS_MAX) {
    seed++
    const steps = stepsOf(seed, STEPS)
    broken = await new Promise<string>((resolve) => {
      setImmediate(() => resolve(simulate({ modules, seed, steps }).broken?.message ?? ''))
    })
    if (broken === '' && unhandled)
      broken = `a promise was rejected where nobody waits: ${inspect(unhandled)}`
  }
  findings.push({
    bug: bug.name,
    seed: broken === '' ? null : seed,
    seeds: seed,
    broken: broken.split('\n')[0] ?? '',
  })
  if (only) console.error(findings.at(-1))
}
process.stdout.write(JSON.stringify(findings))
process.exit(0)
