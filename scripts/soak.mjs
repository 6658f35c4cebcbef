// `npm run soak [-- --hours 1] [--only simulation|sessions|kills|monkey]`: what `npm test` tries for a minute, for as long as one likes. A third
// of the time goes to simulated lives from new seeds, the rest to eight sessions on real processes; then 200 kills of the store
// and ten minutes of a person without a plan. Goes on after a failure; exit code 1 when there was one.
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
  options: { hours: { type: 'string', default: '1' }, from: { type: 'string' }, only: { type: 'string' } },
})
const hours = Number(values.hours)
if (!(hours > 0)) {
  console.error(`How many hours? “${values.hours}” is no number of them.`)
  process.exit(2)
}

checkNode()
const seed = Math.floor(Date.now() / 60_000)
const from = values.from ?? String(FIRST_NEW_SEED + seed * SEEDS_A_MINUTE)
/** @type {{ name: string, command: string, args: string[], env?: Record<string, string> }[]} */
const STEPS = [
  {
    name: 'simulation',
    command: 'node',
    args: ['tests/sim/sim-cli.ts', '--hours', String(hours / 3), '--from', from],
  },
  {
    name: 'sessions',
    command: 'node',
    args: [
      '--expose-gc',
      'tests/soak/eight-sessions.ts',
      '--minutes',
      String(hours * 40),
      '--seed',
      String(seed),
    ],
  },
  {
    name: 'kills',
    command: 'vitest',
    args: ['run', '--project', 'faults', 'store-kill'],
    env: { SLUICE_KILLS: '200' },
  },
  { name: 'build', command: 'electron-vite', args: ['build'] },
  {
    name: 'monkey',
    command: 'playwright',
    args: ['test', 'monkey'],
    env: { SLUICE_MONKEY_SECONDS: '600', E2E_SEED: String(seed) },
  },
]
const chosen = STEPS.filter(
  ({ name }) => !values.only || name === values.only || (name === 'build' && values.only === 'monkey'),
)
/** @type {string[]} */
const failed = []
for (const { name, command, args, env } of chosen) {
  console.log(`\n=== ${name}: ${command} ${args.join(' ')}`)
  if ((await runInherited(command, args, root, env)) !== 0) failed.push(name)
}
console.log(failed.length === 0 ? '\nEverything held.' : `\nBroken: ${failed.join(', ')}`)
process.exitCode = failed.length === 0 && chosen.length > 0 ? 0 : 1
