// `npm test`: everything but soak and bench, in one run, with a summary at the end. Goes on after a failure, so that one
// run tells all; installs Chromium where that disturbs nobody.
import { resolve } from 'node:path'
import { checkNode } from './check-node.mjs'
import { ensureChromium } from './find-chromium.mjs'
import { runInherited } from './run-program.mjs'

const root = resolve(import.meta.dirname, '..')

/** In the order of how soon they tell something. */
const STEPS = [
  { name: 'format', command: 'oxfmt', args: ['--check', '.'] },
  { name: 'lint', command: 'oxlint', args: ['--type-aware', '--deny-warnings'] },
  { name: 'types', command: 'tsc', args: ['-b'] },
  {
    name: 'unit, properties, architecture',
    command: 'vitest',
    args: ['run', '--project', 'main', '--project', 'renderer'],
  },
  { name: 'simulation', command: 'node', args: ['tests/sim/sim-cli.ts'] },
  { name: 'stability (verify)', command: 'node', args: ['src/main/command-line/verify-cli.ts'] },
  { name: 'faults', command: 'vitest', args: ['run', '--project', 'faults'] },
  { name: 'build', command: 'electron-vite', args: ['build'] },
  {
    name: 'host conformance',
    command: 'playwright',
    args: ['test', '-c', 'tests/host/playwright.config.ts'],
    browser: true,
  },
  { name: 'end to end', command: 'playwright', args: ['test'], browser: true },
  // The app as it is packed, on a stub of the runtime: `npm run dist:check` does all of it.
  {
    name: 'packed app',
    command: 'node',
    args: ['build/dist-check.mjs', '--quick'],
    browser: true,
    on: 'linux',
  },
]

checkNode()
const only = process.argv.slice(2)
const chosen = STEPS.filter(
  ({ name, on }) =>
    (!on || on === process.platform) && (only.length === 0 || only.some((word) => name.includes(word))),
)
const browser = chosen.some((step) => step.browser) ? await ensureChromium({ install: true }) : null
/** @type {{ name: string, outcome: string, seconds: number }[]} */
const results = []
for (const step of chosen) {
  console.log(`\n=== ${step.name}`)
  const started = performance.now()
  const outcome = step.browser && !browser ? 'no browser' : await run(step)
  results.push({ name: step.name, outcome, seconds: (performance.now() - started) / 1_000 })
}
summarise()

/** @param {{ command: string, args: string[] }} step */
async function run({ command, args }) {
  const code = await runInherited(command, args, root, process.env.CI ? { NO_COLOR: '1' } : {})
  return code === 0 ? 'passed' : 'FAILED'
}

function summarise() {
  const width = Math.max(...results.map(({ name }) => name.length))
  console.log('\n=== summary')
  for (const { name, outcome, seconds } of results) {
    console.log(`${name.padEnd(width)}  ${outcome.padEnd(10)}  ${seconds.toFixed(0).padStart(4)} s`)
  }
  const passed = results.filter(({ outcome }) => outcome === 'passed').length
  console.log(`${passed} passed, ${results.length - passed} failed`)
  process.exitCode = passed === results.length && results.length > 0 ? 0 : 1
}
