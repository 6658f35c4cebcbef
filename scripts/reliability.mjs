// `npm run reliability [-- --without-faults]`: tries to break the promises and writes what came of it into docs/reliability.md. Parts of an
// earlier run that are not made again keep their figures. Exit code 1 when a promise was broken or a planted bug not found.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { FAULT_MATRIX } from '../tests/faults/fault-matrix.ts'
import { reliabilityMarkdown } from '../tests/sim/reliability-doc.ts'
import { OUT_OF_REACH } from '../tests/sim/simulated-bugs.ts'
import { checkNode } from './check-node.mjs'
import { runInherited, runQuietly } from './run-program.mjs'

const BEGIN = '<!-- figures: written by `npm run reliability` -->'
const END = '<!-- end of figures -->'
const PLANTED_WITHIN_MS = 30 * 60_000

const root = resolve(import.meta.dirname, '..')
const folder = join(root, 'artifacts/reliability')
const asked = process.argv.slice(2)

checkNode()
mkdirSync(folder, { recursive: true })
const codes = []
if (!asked.includes('--write-only')) {
  codes.push(await runInherited('node', ['tests/sim/sim-cli.ts'], root))
  const script = ['tests/sim/find-bugs.ts']
  const bugs = await runQuietly('node', script, root, 'Planting bugs in the simulation', PLANTED_WITHIN_MS)
  codes.push(bugs.ok ? 0 : 1)
  if (bugs.ok) writeFileSync(join(folder, 'bugs.json'), bugs.output.slice(bugs.output.indexOf('[')))
  if (!asked.includes('--without-faults')) {
    rmSync(join(folder, 'faults.json'), { force: true })
    codes.push(await runFaults())
  }
}
write()
process.exitCode = codes.some((code) => code !== 0) ? 1 : 0

/** The faults, and all that the matrix names besides. Resolves with the first exit code that is not 0. */
async function runFaults() {
  const named = FAULT_MATRIX.flatMap(({ shown_by }) =>
    shown_by.map((shown) => `tests/${shown.split(': ')[0]}`),
  )
  const files = [...new Set(named)].filter((file) => !file.startsWith('tests/faults/'))
  const specs = files.filter((file) => file.startsWith('tests/e2e/'))
  const units = files.filter((file) => !specs.includes(file))
  const reporters = ['--reporter=default', '--reporter=./tests/support/figures-reporter.ts']
  const projects = ['--project', 'main', '--project', 'renderer']
  const runs = [
    () => runInherited('vitest', ['run', '--project', 'faults', ...reporters], root),
    () => runInherited('vitest', ['run', ...projects, ...units, ...reporters], root),
    () => runInherited('electron-vite', ['build'], root),
    () =>
      runInherited(
        'playwright',
        ['test', ...specs, '--reporter=list,./tests/support/figures-e2e-reporter.ts'],
        root,
      ),
  ]
  const codes_of = []
  for (const run of runs) codes_of.push(await run())
  return codes_of.find((code) => code !== 0) ?? 0
}

/** @param {string} name */
function read(name) {
  const file = join(folder, `${name}.json`)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null
}

function write() {
  const file = join(root, 'docs/reliability.md')
  const text = readFileSync(file, 'utf8')
  const [before, after] = [text.indexOf(BEGIN), text.indexOf(END)]
  if (before < 0 || after < before) throw new Error(`${file} has lost the marks around its figures`)
  const figures = reliabilityMarkdown({
    simulation: read('simulation'),
    bugs: read('bugs'),
    faults: read('faults'),
    out_of_reach: OUT_OF_REACH,
    matrix: FAULT_MATRIX,
  })
  writeFileSync(file, `${text.slice(0, before + BEGIN.length)}\n\n${figures}\n\n${text.slice(after)}`)
  console.log(`written to ${file}`)
}
