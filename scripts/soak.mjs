// `npm run soak [-- --hours 1]`: simulated lives on and on, from seeds the default run does not try. Ends at the first broken promise.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { checkNode } from './check-node.mjs'
import { runInherited } from './run-program.mjs'

/** `npm run sim` tries those below. */
const FIRST_NEW_SEED = 1_000_000
/** So that two soaks do not try the same: a million apart for each minute of the year, more than one can try. */
const SEEDS_A_MINUTE = 1_000_000

const root = resolve(import.meta.dirname, '..')
const { values } = parseArgs({
  options: { hours: { type: 'string', default: '1' }, from: { type: 'string' } },
})

checkNode()
const from = values.from ?? String(FIRST_NEW_SEED + Math.floor(Date.now() / 60_000) * SEEDS_A_MINUTE)
console.log(`simulation: ${values.hours} h from seed ${from}`)
process.exitCode = await runInherited(
  'node',
  ['tests/sim/sim-cli.ts', '--hours', values.hours, '--from', from],
  root,
)
