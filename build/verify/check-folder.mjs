import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { FUSES } from '../after-pack.mjs'
import { machineOf } from './machine.mjs'

const MB = 1_000_000
/** What is ours may weigh so much; what is Electron's is known by its version. */
const BUDGET = {
  'app.asar': 10 * MB,
  'app.asar.unpacked': {
    'linux-x64': 125 * MB,
    'linux-arm64': 26 * MB,
    'win-x64': 125 * MB,
    'win-arm64': 40 * MB,
    'mac-x64': 40 * MB,
    'mac-arm64': 40 * MB,
  },
  licences: 1 * MB,
}

/** Names that every licence text of ours must have. */
export const LICENSED = ['node-llama-cpp', 'llama.cpp and ggml', 'react ', 'undici ', '@node-llama-cpp/*']

/**
 * Everything around the archive.
 * @param {import('./open-package.mjs').OpenPackage} opened
 * @param {string} arch
 * @param {string} headerHash
 */
export async function checkFolder(opened, arch, headerHash) {
  return [
    ...checkMachine(opened, arch),
    ...(await checkFuses(opened)),
    ...checkIntegrity(opened, headerHash),
    ...checkLicences(opened),
    ...checkSizes(opened, arch),
    ...checkResources(opened),
    ...checkFeed(opened),
  ]
}

/**
 * @param {import('./open-package.mjs').OpenPackage} opened
 * @param {string} arch
 */
function checkMachine({ program, platform }, arch) {
  const file = platform === 'mac' ? join(program, 'Contents/MacOS/Sluice') : program
  if (!existsSync(file)) return [`the program is missing: ${file}`]
  if (platform !== 'win' && (statSync(file).mode & 0o111) === 0) return ['the program may not be executed']
  const machine = machineOf(readFileSync(file))
  return machine === `${platform}-${arch}`
    ? []
    : [`the program is built for ${machine}, not for ${platform}-${arch}`]
}

/** @param {import('./open-package.mjs').OpenPackage} opened */
async function checkFuses({ program }) {
  const wire = await getCurrentFuseWire(program).catch((/** @type {Error} */ error) => error)
  if (wire instanceof Error) return [`the fuses cannot be read: ${wire.message}`]
  const wrong = Object.entries(FUSES).flatMap(([name, on]) => {
    const state = wire[FuseV1Options[/** @type {keyof typeof FUSES} */ (name)]]
    return state === (on ? FuseState.ENABLE : FuseState.DISABLE)
      ? []
      : [`the fuse ${name} is not ${on ? 'on' : 'off'}`]
  })
  const known = Object.keys(FUSES).length
  const there = Object.keys(wire).filter((key) => /^\d+$/.test(key)).length
  return there === known ? wrong : [...wrong, `the runtime has ${there} fuses, and ${known} are decided`]
}

/**
 * macOS and Windows compare the archive with what the program itself says. Linux has no place for that.
 * @param {import('./open-package.mjs').OpenPackage} opened
 * @param {string} headerHash
 */
function checkIntegrity({ app, program, platform }, headerHash) {
  if (platform === 'linux') return []
  const file = platform === 'mac' ? join(app, 'Info.plist') : program
  const told = existsSync(file) && readFileSync(file).includes(headerHash)
  return told ? [] : ['the program does not carry the hash of its app.asar']
}

/** @param {import('./open-package.mjs').OpenPackage} opened */
function checkLicences({ app, resources, platform }) {
  // On a Mac only Resources may hold files of ours.
  const theirs = platform === 'mac' ? resources : app
  const missing = [
    join(theirs, 'LICENSE.electron.txt'),
    join(theirs, 'LICENSES.chromium.html'),
    join(resources, 'licences/sluice.txt'),
    join(resources, 'licences/third-party.txt'),
  ].filter((file) => !existsSync(file) || statSync(file).size === 0)
  if (missing.length > 0) return missing.map((file) => `a licence is missing: ${file}`)
  const text = readFileSync(join(resources, 'licences/third-party.txt'), 'utf8')
  return LICENSED.filter((name) => !text.includes(`\n${name}`)).map((name) => `no licence of ${name.trim()}`)
}

/**
 * @param {import('./open-package.mjs').OpenPackage} opened
 * @param {string} arch
 */
function checkSizes({ resources, platform }, arch) {
  return Object.entries(BUDGET).flatMap(([name, budget]) => {
    const limit =
      typeof budget === 'number' ? budget : (budget[/** @type {'linux-x64'} */ (`${platform}-${arch}`)] ?? 0)
    const size = sizeOf(join(resources, name))
    const mb = (/** @type {number} */ bytes) => (bytes / MB).toFixed(1)
    return size <= limit ? [] : [`${name} weighs ${mb(size)} MB, and ${mb(limit)} are allowed`]
  })
}

/** Bytes of a file, or of all files in a folder. @param {string} path */
export function sizeOf(path) {
  if (!existsSync(path)) return 0
  if (statSync(path).isFile()) return statSync(path).size
  return globSync('**/*', { cwd: path, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
}

/** What lies in resources/ by name: anything else was not meant to ship. */
const RESOURCES = /^(?:app\.asar|app\.asar\.unpacked|licences|app-update\.yml|package-type|apparmor-profile)$/
const MAC_RESOURCES =
  /^(?:.+\.lproj|icon\.icns|electron\.icns|LICENSE\.electron\.txt|LICENSES\.chromium\.html)$/
const WIN_RESOURCES = /^elevate\.exe$/

/** @param {import('./open-package.mjs').OpenPackage} opened */
function checkResources({ resources, platform }) {
  return globSync('*', { cwd: resources })
    .filter((name) => !RESOURCES.test(name))
    .filter((name) => !(platform === 'mac' && MAC_RESOURCES.test(name)))
    .filter((name) => !(platform === 'win' && WIN_RESOURCES.test(name)))
    .map((name) => `resources/${name} was not meant to ship`)
}

/**
 * Where newer versions are looked for. On Linux nowhere; on Windows only with the name that their signature must have, as
 * electron-updater takes any without one. macOS itself compares the signatures.
 * @param {import('./open-package.mjs').OpenPackage} opened
 */
function checkFeed({ resources, platform }) {
  const file = join(resources, 'app-update.yml')
  if (!existsSync(file)) return []
  if (platform === 'linux') return ['app-update.yml: a package for Linux is renewed by who brought it']
  const text = readFileSync(file, 'utf8')
  return [
    ...(/^url: ['"]?https:\/\//m.test(text) ? [] : ['app-update.yml: the feed is not read over https']),
    ...(platform !== 'win' || /^publisherName:/m.test(text)
      ? []
      : ['app-update.yml: there is no publisherName, so any signature would do']),
  ]
}
