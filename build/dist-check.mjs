// `npm run dist:check`: every Linux installer on a stub of Electron's runtime, built twice, looked into, broken on purpose, and
// the app taken out of it again and used on the Chromium host. Needs Debian's packages below; no network.
import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { extractAll } from '@electron/asar'
import { checkNode } from '../scripts/check-node.mjs'
import { ensureChromium } from '../scripts/find-chromium.mjs'
import { runInherited, runQuietly } from '../scripts/run-program.mjs'
import { writeLicences } from './licences.mjs'
import { makeAppImageTools, makeStub } from './stub/make-stub.mjs'
import { plantEach } from './stub/plantings.mjs'
import { archOf, builtIn, verifyPackage } from './verify-package.mjs'

const root = resolve(import.meta.dirname, '..')
const work = join(root, 'dist/check')
const TOOLS = {
  mksquashfs: 'squashfs-tools',
  unsquashfs: 'squashfs-tools',
  'desktop-file-validate': 'desktop-file-utils',
  appstreamcli: 'appstream',
  'dpkg-deb': 'dpkg',
  rpmbuild: 'rpm',
  cpio: 'cpio',
  '7za': 'p7zip-full',
}
/** An rpm names its build and a gzip its moment: of those nobody promises the same bytes. */
const REPRODUCIBLE = ['AppImage', 'deb']
const BUILT_WITHIN_MS = 20 * 60_000
/** What is played on the packed app: its command-line modes, chats in its window, a model in a file. */
const SPECS = ['packed-app', 'command-line', 'sessions', 'lifecycle']
const EPOCH = '1700000000'

checkNode()
process.exitCode = (await check()) ? 0 : 1

async function check() {
  if (process.platform !== 'linux') return refuse('This check builds Linux installers, and runs on Linux.')
  if (!(await haveTools())) return false
  rmSync(work, { recursive: true, force: true })
  for (const arch of /** @type {const} */ (['x64', 'arm64'])) makeStub(join(work, `stub-${arch}`), arch)
  makeAppImageTools(join(work, 'appimage-tools'))
  if ((await runInherited('electron-vite', ['build', '--logLevel', 'error'], root)) !== 0) return false
  console.log(`licences of ${writeLicences()} works`)

  const steps = [
    () => step('first build', () => pack('first', 'x64')),
    () => step('second build', () => pack('second', 'x64', REPRODUCIBLE)),
    () => step('the other processor', () => pack('other', 'arm64', ['dir'])),
    () => step('what is inside', () => verifyAll(['first', 'other'])),
    () => step('the same bytes twice', sameTwice),
    () => step('planted violations', plant),
    () => step('metadata', validateMetadata),
    () => step('the packed app, used', useIt),
  ]
  for (const one of steps) if (!(await one())) return false
  return true
}

/**
 * @param {string} name
 * @param {() => Promise<boolean>} work
 */
async function step(name, work) {
  const from = performance.now()
  console.log(`\n=== ${name}`)
  const ok = await work().catch((/** @type {Error} */ error) => refuse(error.stack ?? error.message))
  console.log(`${ok ? 'passed' : 'FAILED'}: ${name}, ${((performance.now() - from) / 1_000).toFixed(0)} s`)
  return ok
}

/** @param {string} sentence */
function refuse(sentence) {
  console.error(sentence)
  return false
}

async function haveTools() {
  const missing = () => Object.entries(TOOLS).filter(([tool]) => !isInstalled(tool))
  const packages = () => [...new Set(missing().map(([, name]) => name))]
  if (missing().length === 0) return true
  const install = ['install', '-y', '--no-install-recommends', ...packages()]
  // As for Chromium: where that disturbs nobody.
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    await runQuietly('apt-get', ['update'], root, 'Reading the list of packages')
    await runQuietly('apt-get', install, root, `Installing ${packages().join(', ')}`)
  }
  return (
    missing().length === 0 ||
    refuse(`To build the packages these are missing:\n\n  sudo apt-get ${install.join(' ')}`)
  )
}

/** @param {string} tool */
function isInstalled(tool) {
  return (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(join(folder, tool)))
}

/**
 * @param {string} name
 * @param {'x64' | 'arm64'} arch
 * @param {string[]} targets
 */
async function pack(name, arch, targets = []) {
  const args = ['--linux', ...targets, `--${arch}`, '--publish', 'never', '-c', 'build/electron-builder.mjs']
  // What takes minutes to compress is no better a proof.
  const fast = ['-c.compression=store', '-c.deb.compression=gz', '-c.rpm.compression=gzip']
  const here = [`-c.electronDist=${place(`stub-${arch}`)}`, `-c.directories.output=${place(name)}`]
  Object.assign(process.env, {
    CUSTOM_FPM_PATH: join(root, 'build/stub/fpm'),
    ELECTRON_BUILDER_7ZIP_PATH: '/usr/bin/7za',
    ELECTRON_BUILDER_OFFLINE: 'true',
    APPIMAGE_TOOLS_PATH: join(work, 'appimage-tools'),
    SOURCE_DATE_EPOCH: EPOCH,
  })
  const what = `electron-builder for ${arch}`
  const { ok, output } = await runQuietly(
    'electron-builder',
    [...args, ...fast, ...here],
    root,
    what,
    BUILT_WITHIN_MS,
  )
  return ok || refuse(output)
}

/** @param {string} name */
function place(name) {
  return relative(root, join(work, name))
}

/** @param {string[]} names */
async function verifyAll(names) {
  let right = true
  for (const path of names.flatMap((name) => builtIn(join(work, name)))) {
    const { name, complaints, summary } = await verifyPackage(path, archOf(path))
    console.log(`${complaints.length === 0 ? 'ok   ' : 'WRONG'}  ${name}  (${summary})`)
    for (const complaint of complaints) console.log(`         ${complaint}`)
    right &&= complaints.length === 0
  }
  return right
}

async function sameTwice() {
  const packages = globSync(`sluice-*.{${REPRODUCIBLE.join(',')}}`, { cwd: join(work, 'second') })
  let right = packages.length === REPRODUCIBLE.length
  for (const name of ['linux-unpacked/resources/app.asar', ...packages]) {
    const [one, two] = ['first', 'second'].map((run) => sumOf(join(work, run, name)))
    console.log(`${one === two ? 'the same ' : 'DIFFERENT'}  ${name}  ${one?.slice(0, 16)}`)
    right &&= one === two
  }
  return right
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
  const metainfo = 'build/linux/app.sluice.Sluice.metainfo.xml'
  return (await runInherited('appstreamcli', ['validate', '--no-net', metainfo], root)) === 0
}

/** The files as the installed app reads them, in a folder with nothing of the checkout around it. */
async function useIt() {
  if (!(await ensureChromium({ install: true }))) return false
  const folder = mkdtempSync(join(tmpdir(), 'sluice-packed-'))
  try {
    extractAll(join(work, 'first/linux-unpacked/resources/app.asar'), folder)
    const specs = SPECS.map((name) => `tests/e2e/${name}.spec.ts`)
    const env = { E2E_HOST: 'chromium', SLUICE_E2E_APP: folder }
    return (await runInherited('playwright', ['test', ...specs], root, env)) === 0
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
