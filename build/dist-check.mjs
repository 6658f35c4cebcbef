// `npm run dist:check`: every Linux installer on a stub of Electron's runtime, built twice, looked into, broken on purpose, and
// the app taken out of it again and used on the Chromium host. Needs Debian's packages (stub/needed-tools.mjs); no network.
// `--quick`, which is part of `npm test`: the folder alone, looked into, broken, and used. Needs nothing but `npm ci`.
import { createHash } from 'node:crypto'
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { extractAll } from '@electron/asar'
import { checkNode } from '../scripts/check-node.mjs'
import { ensureChromium } from '../scripts/find-chromium.mjs'
import { runInherited, runQuietly } from '../scripts/run-program.mjs'
import { writeLicences } from './licences.mjs'
import { METAINFO, writeMetainfo } from './linux/metainfo.mjs'
import { makeAppImageTools, makeStub } from './stub/make-stub.mjs'
import { makeWindowsStub } from './stub/make-windows-stub.mjs'
import { ensureTools } from './stub/needed-tools.mjs'
import { plantEach } from './stub/plantings.mjs'
import { builtIn, verifyAll, verifyPackage } from './verify-package.mjs'

const root = resolve(import.meta.dirname, '..')
const work = join(root, 'dist/check')
const PACKAGES = ['AppImage', 'deb', 'rpm', 'tar.gz']
const BUILT_WITHIN_MS = 20 * 60_000
/** What is played on the packed app: its command-line modes, chats in its window, a model in a file. */
const SPECS = ['packed-app', 'command-line', 'sessions', 'lifecycle']
const EPOCH = '1700000000'
/** What each step took. @type {string[]} */
const times = []

checkNode()
const right = await check(process.argv.includes('--quick'))
console.log(`\n${times.join('\n')}`)
if (right)
  console.log(
    `All of it holds. What was built lies in ${relative(root, work)}: it has a stub in Electron’s place, so it starts nowhere.`,
  )
process.exitCode = right ? 0 : 1

/** @param {boolean} quick */
async function check(quick) {
  if (process.platform !== 'linux') return refuse('This check builds Linux installers, and runs on Linux.')
  const refusal = quick ? null : await ensureTools()
  if (refusal) return refuse(refusal)
  rmSync(work, { recursive: true, force: true })
  process.env['SOURCE_DATE_EPOCH'] = EPOCH
  for (const [name, one] of quick ? quickSteps() : steps()) if (!(await step(name, one))) return false
  return true
}

/** @typedef {[name: string, work: () => Promise<boolean>]} CheckStep */

/** @returns {CheckStep[]} */
function quickSteps() {
  return [
    ['the app', prepare],
    ['the folder', () => pack('first', 'x64', ['dir'])],
    ['what is inside', () => verifyAll(builtIn(join(work, 'first')))],
    ['planted violations', plant],
    ['the packed app, used', () => useIt(['--grep', '@packed'])],
  ]
}

/** @returns {CheckStep[]} */
function steps() {
  return [
    ['the app', prepare],
    ['first build', () => pack('first', 'x64', PACKAGES)],
    ['second build', () => pack('second', 'x64', PACKAGES)],
    ['the other processor', () => pack('other', 'arm64', ['dir'])],
    ['what is inside', () => verifyAll(['first', 'other'].flatMap((name) => builtIn(join(work, name))))],
    ['the same bytes twice', sameTwice],
    ['Windows, as far as it goes here', packWindows],
    ['planted violations', plant],
    ['metadata', validateMetadata],
    ['the packed app, used', () => useIt(SPECS.map((name) => `tests/e2e/${name}.spec.ts`))],
  ]
}

/**
 * @param {string} name
 * @param {() => Promise<boolean>} one
 */
async function step(name, one) {
  const from = performance.now()
  console.log(`\n=== ${name}`)
  const ok = await one().catch((/** @type {Error} */ error) => refuse(error.stack ?? error.message))
  const told = `${ok ? 'passed' : 'FAILED'}: ${name}, ${((performance.now() - from) / 1_000).toFixed(0)} s`
  times.push(told)
  console.log(told)
  return ok
}

/** @param {string} sentence */
function refuse(sentence) {
  console.error(sentence)
  return false
}

async function prepare() {
  for (const arch of /** @type {const} */ (['x64', 'arm64'])) makeStub(join(work, `stub-${arch}`), arch)
  makeWindowsStub(join(work, 'stub-windows'))
  makeAppImageTools(join(work, 'appimage-tools'))
  if ((await runInherited('electron-vite', ['build', '--logLevel', 'error'], root)) !== 0) return false
  console.log(`licences of ${writeLicences()} works`)
  writeMetainfo()
  return true
}

/**
 * @param {string} name
 * @param {'x64' | 'arm64'} arch
 * @param {string[]} targets
 */
function pack(name, arch, targets) {
  return runBuilder(name, `stub-${arch}`, ['--linux', ...targets, `--${arch}`])
}

/** The folder, of all but llama.cpp: `npm ci` brings that of the system it runs on. */
async function packWindows() {
  if (!(await runBuilder('windows', 'stub-windows', ['--win', 'dir', '--x64']))) return false
  const { name, complaints, summary } = await verifyPackage(join(work, 'windows/win-unpacked'), 'x64')
  console.log(`${name}  (${summary})`)
  const expected = complaints.map((one) => /^llama\.cpp for win-x64\S* is missing$/.test(one))
  for (const [index, complaint] of complaints.entries())
    console.log(`${expected[index] ? 'expected, this being Linux' : 'WRONG'}: ${complaint}`)
  return complaints.length === 2 && expected.every(Boolean)
}

/**
 * @param {string} name
 * @param {string} runtime
 * @param {string[]} args
 */
async function runBuilder(name, runtime, args) {
  Object.assign(process.env, {
    CUSTOM_FPM_PATH: join(root, 'build/stub/fpm'),
    ELECTRON_BUILDER_7ZIP_PATH: '/usr/bin/7za',
    // What takes minutes to compress is no better a proof.
    ELECTRON_BUILDER_COMPRESSION_LEVEL: '1',
    ELECTRON_BUILDER_OFFLINE: 'true',
    APPIMAGE_TOOLS_PATH: join(work, 'appimage-tools'),
  })
  const fast = ['-c.compression=store', '-c.deb.compression=gz', '-c.rpm.compression=gzip']
  const here = [`-c.electronDist=${place(runtime)}`, `-c.directories.output=${place(name)}`]
  const all = [...args, '--publish', 'never', '-c', 'build/electron-builder.mjs', ...fast, ...here]
  const what = `electron-builder ${args.join(' ')}`
  const { ok, output } = await runQuietly('electron-builder', all, root, what, BUILT_WITHIN_MS)
  return ok || refuse(output)
}

/** @param {string} name */
function place(name) {
  return relative(root, join(work, name))
}

async function sameTwice() {
  const packages = globSync(`sluice-*.{${PACKAGES.join(',')}}`, { cwd: join(work, 'second') })
  let same = packages.length === PACKAGES.length
  for (const name of ['linux-unpacked/resources/app.asar', ...packages]) {
    const [one, two] = ['first', 'second'].map((run) => sumOf(join(work, run, name)))
    console.log(`${one === two ? 'the same ' : 'DIFFERENT'}  ${name}  ${one?.slice(0, 16)}`)
    same &&= one === two
  }
  return same
}

/** @param {string} file */
function sumOf(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}

async function plant() {
  const caught = await plantEach(join(work, 'first/linux-unpacked'), join(work, 'planted'))
  for (const { what, complaint } of caught)
    console.log(`${complaint ? 'caught' : 'MISSED'}  ${what}: ${complaint ?? ''}`)
  return caught.length >= 10 && caught.every(({ complaint }) => complaint)
}

async function validateMetadata() {
  return (await runInherited('appstreamcli', ['validate', '--no-net', METAINFO], root)) === 0
}

/**
 * The files as the installed app reads them, in a folder with nothing of the checkout around it.
 * @param {string[]} chosen words to Playwright for which specs
 */
async function useIt(chosen) {
  if (!(await ensureChromium({ install: true }))) return false
  const folder = mkdtempSync(join(tmpdir(), 'sluice-packed-'))
  try {
    extractAll(join(work, 'first/linux-unpacked/resources/app.asar'), folder)
    const env = { E2E_HOST: 'chromium', SLUICE_E2E_APP: folder }
    return (await runInherited('playwright', ['test', ...chosen], root, env)) === 0
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
