// `npm run bench [-- core|search|app|sidebar|markdown|render|llama] [--quick] [--json] [--write-docs]`: the figures, each beside its limit. Never fails on
// a time; exit code 1 when something that must be 0 is not, or when a measurement broke off; 2 for wrong options.
import { fork } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import {
  describeMachine,
  figuresMarkdown,
  figureText,
  footText,
  headText,
  load,
  reportOf,
} from '../tests/bench/report.ts'
import { checkNode } from './check-node.mjs'
import { ensureChromium } from './find-chromium.mjs'
import { runQuietly } from './run-program.mjs'

/** @import { Figure } from '../tests/bench/figure.ts' */
/** @import { GroupMessage } from '../tests/bench/group.ts' */

const GROUPS = ['core', 'search', 'app', 'sidebar', 'markdown', 'render', 'llama']
/** Those that measure the built app. */
const OF_THE_APP = ['app', 'sidebar']
const FLAGS = ['--quick', '--json', '--write-docs']
/** Far more than a run takes; what hangs ends all the same. */
const GROUP_WITHIN_MS = 10 * 60_000
const BEGIN = '<!-- figures: written by `npm run bench -- --write-docs` -->'
const END = '<!-- end of figures -->'

const root = resolve(import.meta.dirname, '..')
const asked = process.argv.slice(2)
const chosen = GROUPS.filter((group) => asked.includes(group))
const groups = chosen.length > 0 ? chosen : GROUPS
const has = (/** @type {string} */ flag) => asked.includes(flag)

checkNode()
const unknown = asked.filter((word) => !GROUPS.includes(word) && !FLAGS.includes(word))
if (unknown.length > 0) {
  console.error(
    `Not known: ${unknown.join(' ')}. npm run bench [-- ${GROUPS.join('|')}] [${FLAGS.join('] [')}]`,
  )
  process.exit(2)
}
if (has('--write-docs') && groups.length < GROUPS.length) {
  console.error('--write-docs writes all figures: run it without naming a group.')
  process.exit(2)
}
let interrupted = false
process.exitCode = await bench()

async function bench() {
  const started = performance.now()
  const load_before = load()
  /** @type {Figure[]} */
  const figures = []
  /** @type {string[]} */
  const failures = []
  if (!has('--json')) console.log(headText())
  /** @type {string | null | undefined} */
  let obstacle
  for (const group of groups) {
    if (interrupted) break
    const needs_app = OF_THE_APP.includes(group)
    if (needs_app && obstacle === undefined) obstacle = await prepareApp()
    const missing = needs_app ? obstacle : group === 'render' ? await prepareBrowser() : null
    if (missing) failures.push(`${group}: ${missing}`)
    else await runGroup(group, figures, failures)
  }
  const report = reportOf(figures, {
    quick: has('--quick'),
    made_at: new Date().toISOString(),
    seconds: (performance.now() - started) / 1_000,
    machine: describeMachine(
      groups.some((group) => OF_THE_APP.includes(group))
        ? hostName()
        : groups.includes('render')
          ? 'chromium'
          : 'plain Node',
      load_before,
    ),
    failures,
  })
  console.log(has('--json') ? JSON.stringify(report, null, 2) : footText(report))
  if (has('--write-docs') && !interrupted) writeDocs(figuresMarkdown(report))
  return report.ok ? 0 : 1
}

/** Builds what the app's figures run on. A sentence when that fails. */
function prepareApp() {
  return withoutOutput(async () => {
    const built = await runQuietly('electron-vite', ['build'], root, '\nBuilding the app')
    if (!built.ok) return `the app could not be built:\n${built.output}`
    return hostName() === 'chromium' ? findBrowser() : null
  })
}

/** The figures of rendering run in a browser, also where Electron is. A sentence when there is none. */
function prepareBrowser() {
  return withoutOutput(findBrowser)
}

async function findBrowser() {
  return (await ensureChromium({ install: true })) ? null : 'there is no browser'
}

/**
 * Programs' progress is no figure: it goes to standard error, so that --json prints JSON alone.
 * @param {() => Promise<string | null>} prepare
 */
async function withoutOutput(prepare) {
  const write = process.stdout.write.bind(process.stdout)
  if (has('--json')) process.stdout.write = process.stderr.write.bind(process.stderr)
  try {
    return await prepare()
  } finally {
    process.stdout.write = write
  }
}

/** As tests/host/fixture.ts chooses it. */
function hostName() {
  return (
    process.env.E2E_HOST ??
    (existsSync(join(root, 'node_modules/electron/path.txt')) ? 'electron' : 'chromium')
  )
}

/**
 * A group runs in a process of its own, so that nothing of this one or of another group is in its figures.
 * @param {string} group
 * @param {Figure[]} figures
 * @param {string[]} failures
 * @returns {Promise<void>}
 */
function runGroup(group, figures, failures) {
  return new Promise((resolve) => {
    const child = fork(join(root, 'tests/bench', group, 'main.ts'), has('--quick') ? ['--quick'] : [], {
      cwd: root,
      stdio: ['ignore', process.stderr, process.stderr, 'ipc'],
    })
    const limit = setTimeout(() => {
      failures.push(`${group}: not done within ${GROUP_WITHIN_MS / 1_000} s`)
      child.kill('SIGTERM')
    }, GROUP_WITHIN_MS)
    child.on('message', (/** @type {GroupMessage} */ message) => {
      if ('failed' in message) failures.push(message.failed)
      else {
        figures.push(message.figure)
        if (!has('--json')) console.log(figureText(message.figure))
      }
    })
    const forward = () => {
      interrupted = true
      child.kill('SIGTERM')
    }
    process.on('SIGTERM', forward)
    process.on('SIGINT', forward)
    child.on('exit', (code, signal) => {
      clearTimeout(limit)
      process.off('SIGTERM', forward)
      process.off('SIGINT', forward)
      if (code !== 0) failures.push(`${group}: its process ended with ${signal ?? code}`)
      resolve()
    })
  })
}

/** @param {string} figures */
function writeDocs(figures) {
  const file = join(root, 'docs/performance.md')
  const text = readFileSync(file, 'utf8')
  const [before, after] = [text.indexOf(BEGIN), text.indexOf(END)]
  if (before < 0 || after < before) throw new Error(`${file} has lost the marks around its figures`)
  writeFileSync(file, `${text.slice(0, before + BEGIN.length)}\n\n${figures}\n\n${text.slice(after)}`)
  console.error(`written to ${file}`)
}
