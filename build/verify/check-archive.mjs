import { createHash } from 'node:crypto'
import { globSync } from 'node:fs'
import { join, sep } from 'node:path'
import { AsarFile } from './archive-file.mjs'
import { machineOf } from './machine.mjs'

/** Without these something of the app does not start. */
export const NEEDED = [
  'package.json',
  'out/main/index.js',
  'out/main/engine-process.js',
  'out/main/store-worker.js',
  'out/main/model-header.js',
  'out/main/model-hash.js',
  'out/main/loop-watch.js',
  'out/preload/index.cjs',
  'out/renderer/index.html',
  'node_modules/node-llama-cpp/package.json',
  'node_modules/node-llama-cpp/dist/index.js',
]

/** What has no business in an installer, with the word it is told by. @type {[string, RegExp][]} */
const FORBIDDEN = [
  ['a source', /\.(?:[cm]?ts|tsx|jsx|c|cc|cpp|h|hpp|rs|gyp|svelte|vue)$/],
  ['a source', /^(?:src|scripts|build|docs)\//],
  ['a source map', /\.map$/],
  ['a test', /(?:^|\/)(?:tests?|__tests__|spec|e2e|fixtures|coverage)\/|\.(?:test|spec)\.[cm]?js$/],
  [
    'a key or a secret',
    /(?:^|\/)(?:\.env[^/]*|\.npmrc|\.netrc|id_rsa|id_ed25519)$|\.(?:pem|key|p12|pfx|keystore|jks|p8)$/,
  ],
  ['a database or a log', /\.(?:db|sqlite3?|log)$/],
  [
    'a development dependency',
    /(?:^|\/)node_modules\/(?:electron|typescript|vite|vitest|rolldown|electron-vite|electron-builder|app-builder-lib|oxfmt|oxlint|oxc-parser|jsdom|fast-check|cmake-js|@types|@playwright|playwright[^/]*|@testing-library|@electron|@vitejs|node-linux-\w+|node-gyp)\//,
  ],
  [
    'a library of the bundle, a second time',
    /^node_modules\/(?:react|react-dom|radix-ui|@radix-ui|zod|zustand|undici|marked|highlight\.js|lucide-react|electron-updater)\//,
  ],
  ['CUDA', /@node-llama-cpp\/[^/]*cuda/],
]

const NATIVE = /\.(?:node|dll|dylib|exe)$|\.so(?:\.\d+)*$/
const SECRET = /-----BEGIN (?:[A-Z ]+ )?PRIVATE KEY-----/

/**
 * @param {import('./open-package.mjs').OpenPackage} opened
 * @param {string} arch
 * @returns {{ complaints: string[], files: number, headerHash: string }}
 */
export function checkArchive({ resources, platform }, arch) {
  const archive = new AsarFile(join(resources, 'app.asar'))
  const paths = new Set(archive.files.map(({ path }) => path))
  const complaints = [
    ...NEEDED.filter((path) => !paths.has(path)).map((path) => `${path} is missing`),
    ...archive.files.flatMap((file) => checkFile(archive, file, { platform, arch })),
    ...checkManifest(archive),
    ...checkLlama([...paths], platform, arch),
    ...strayFiles(resources, paths),
  ]
  return { complaints, files: archive.files.length, headerHash: archive.headerHash }
}

/**
 * @param {AsarFile} archive
 * @param {import('./archive-file.mjs').ArchivedFile} file
 * @param {{ platform: string, arch: string }} wanted
 */
function checkFile(archive, file, wanted) {
  const { path } = file
  const complaints = FORBIDDEN.filter(([, pattern]) => pattern.test(path)).map(
    ([what]) => `${path} is ${what}`,
  )
  if (file.link) return [...complaints, `${path} is a link`]
  const bytes = archive.read(file)
  if (!bytes) return [...complaints, `${path} is not in app.asar.unpacked, where it should be`]
  if (!isIntact(bytes, file)) complaints.push(`${path} is not what app.asar says it is`)
  if (bytes.length < 65_536 && SECRET.test(bytes.toString('latin1')))
    complaints.push(`${path} holds a private key`)
  if (NATIVE.test(path)) {
    if (!file.unpacked) complaints.push(`${path} is native and must lie in app.asar.unpacked`)
    const machine = machineOf(bytes)
    const right = `${wanted.platform}-${wanted.arch}`
    if (machine !== right) complaints.push(`${path} is built for ${machine}, not for ${right}`)
  }
  return complaints
}

/**
 * @param {Buffer} bytes
 * @param {import('./archive-file.mjs').ArchivedFile} file
 */
function isIntact(bytes, { integrity, size }) {
  if (!integrity || integrity.algorithm !== 'SHA256' || bytes.length !== size) return false
  /** @param {Buffer} part */
  const hash = (part) => createHash('sha256').update(part).digest('hex')
  if (hash(bytes) !== integrity.hash) return false
  // The runtime checks block by block, as they are read.
  return integrity.blocks.every((block, index) => {
    const from = index * integrity.blockSize
    return hash(bytes.subarray(from, from + integrity.blockSize)) === block
  })
}

/** @param {AsarFile} archive */
function checkManifest(archive) {
  const file = archive.files.find(({ path }) => path === 'package.json')
  if (!file) return []
  const manifest = parsed(archive.read(file))
  if (!manifest) return ['package.json cannot be read']
  const complaints = ['devDependencies', 'scripts', 'build']
    .filter((key) => manifest[key] !== undefined)
    .map((key) => `package.json still has its ${key}`)
  if (manifest.productName !== 'Sluice')
    complaints.push('package.json has another productName: chats would not be found')
  return complaints
}

/** @param {Buffer | null} bytes */
function parsed(bytes) {
  try {
    return JSON.parse(bytes?.toString('utf8') ?? '')
  } catch {
    return null
  }
}

/** What llama.cpp runs on: the processor everywhere, and the graphics card as the platform has it. */
const LLAMA_BACKENDS = {
  'linux-x64': ['linux-x64', 'linux-x64-vulkan'],
  'linux-arm64': ['linux-arm64'],
  'win-x64': ['win-x64', 'win-x64-vulkan'],
  'win-arm64': ['win-arm64'],
  'mac-x64': ['mac-x64'],
  'mac-arm64': ['mac-arm64-metal'],
}

/**
 * @param {string[]} paths
 * @param {string} platform
 * @param {string} arch
 */
function checkLlama(paths, platform, arch) {
  const wanted = LLAMA_BACKENDS[/** @type {keyof typeof LLAMA_BACKENDS} */ (`${platform}-${arch}`)] ?? []
  const found = new Set(
    paths.flatMap((path) => /^node_modules\/@node-llama-cpp\/([^/]+)\//.exec(path)?.[1] ?? []),
  )
  const addon = (/** @type {string} */ name) =>
    `node_modules/@node-llama-cpp/${name}/bins/${name}/llama-addon.node`
  return [
    ...wanted
      .filter((name) => !paths.includes(addon(name)))
      .map((name) => `llama.cpp for ${name} is missing`),
    ...[...found]
      .filter((name) => !wanted.includes(name))
      .map((name) => `llama.cpp for ${name} does not belong here`),
  ]
}

/**
 * Files beside the archive that it does not know: nothing vouches for them.
 * @param {string} resources
 * @param {Set<string>} known
 */
function strayFiles(resources, known) {
  return globSync('**/*', { cwd: join(resources, 'app.asar.unpacked'), withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(resources, 'app.asar.unpacked').length + 1))
    .map((path) => path.split(sep).join('/'))
    .filter((path) => !known.has(path))
    .map((path) => `${path} lies in app.asar.unpacked, but app.asar does not know it`)
}
