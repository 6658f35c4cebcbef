// What must never ship, planted into a built folder one at a time, to see verify-package catch each.
import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  globSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { createPackageWithOptions, extractAll } from '@electron/asar'
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses'
import { verifyPackage } from '../verify-package.mjs'
import { elfHeader } from './make-stub.mjs'

const NATIVES = 'node_modules/@node-llama-cpp'
const HEAVY_BYTES = 500_000
const ADDON = `${NATIVES}/linux-x64/bins/linux-x64/llama-addon.node`

/**
 * @typedef {object} Planting
 * @property {string} what
 * @property {RegExp} complaint what verify-package must say
 * @property {(files: string) => void} [inArchive] changes the files before they are packed
 * @property {(app: string) => void | Promise<void>} [inFolder] changes the built folder
 * @property {boolean} [allPacked] native files go into the archive
 */

/** @type {Planting[]} */
export const PLANTINGS = [
  {
    what: 'a source',
    complaint: /index\.ts is a source/,
    inArchive: (files) => add(files, 'out/main/index.ts'),
  },
  {
    what: 'a source map',
    complaint: /index\.js\.map is a source map/,
    inArchive: (files) => add(files, 'out/main/index.js.map'),
  },
  {
    what: 'a test',
    complaint: /which\/test\/basic\.js is a test/,
    inArchive: (files) => add(files, 'node_modules/which/test/basic.js'),
  },
  {
    what: 'a certificate',
    complaint: /signing\.p12 is a key/,
    inArchive: (files) => add(files, 'out/signing.p12'),
  },
  {
    what: 'a private key under a harmless name',
    complaint: /notes\.txt holds a private key/,
    inArchive: (files) =>
      add(files, 'out/notes.txt', ['-----BEGIN', 'PRIVATE', 'KEY-----\nplanted\n'].join(' ')),
  },
  {
    what: 'an environment file',
    complaint: /\.env\.local is a key or a secret/,
    inArchive: (files) => add(files, 'out/.env.local'),
  },
  {
    what: 'somebody’s chats',
    complaint: /sluice\.db is a database/,
    inArchive: (files) => add(files, 'out/sluice.db'),
  },
  {
    what: 'a development dependency',
    complaint: /typescript\/lib\/tsc\.js is a development dependency/,
    inArchive: (files) => add(files, 'node_modules/typescript/lib/tsc.js'),
  },
  {
    what: 'a library that is bundled already',
    complaint: /react\/index\.js is a library of the bundle/,
    inArchive: (files) => add(files, 'node_modules/react/index.js'),
  },
  {
    what: 'CUDA',
    complaint: /linux-x64-cuda does not belong here/,
    inArchive: (files) =>
      add(files, `${NATIVES}/linux-x64-cuda/bins/linux-x64-cuda/libggml-cuda.so`, elfHeader('x64')),
  },
  {
    what: 'a library for another processor',
    complaint: /libother\.so is built for linux-arm64, not for linux-x64/,
    inArchive: (files) => add(files, `${NATIVES}/linux-x64/bins/linux-x64/libother.so`, elfHeader('arm64')),
  },
  {
    what: 'no store worker',
    complaint: /store-worker\.js is missing/,
    inArchive: (files) => rmSync(join(files, 'out/main/store-worker.js')),
  },
  {
    what: 'no llama.cpp',
    complaint: /llama\.cpp for linux-x64 is missing/,
    inArchive: (files) => rmSync(join(files, ADDON)),
  },
  {
    what: 'development dependencies in package.json',
    complaint: /still has its devDependencies/,
    inArchive: (files) => changeManifest(files, { devDependencies: { electron: '1.0.0' } }),
  },
  {
    what: 'another name, under which no chat is found',
    complaint: /another productName/,
    inArchive: (files) => changeManifest(files, { productName: 'Sluice Beta' }),
  },
  {
    what: 'natives inside the archive',
    complaint: /is native and must lie in/,
    inArchive: () => {},
    allPacked: true,
  },
  {
    what: 'a bundle past its budget',
    complaint: /app\.asar weighs/,
    inArchive: (files) => add(files, 'out/big.bin', Buffer.alloc(11e6)),
  },
  {
    what: 'a byte of the archive changed',
    complaint: /is not what app\.asar says it is/,
    inFolder: (app) => flipLastByte(join(app, 'resources/app.asar')),
  },
  {
    what: 'a byte of a library changed',
    complaint: /llama-addon\.node is not what app\.asar says/,
    inFolder: (app) => flipLastByte(join(app, 'resources/app.asar.unpacked', ADDON)),
  },
  {
    what: 'a library that is not there',
    complaint: /llama-addon\.node is not in app\.asar\.unpacked/,
    inFolder: (app) => rmSync(join(app, 'resources/app.asar.unpacked', ADDON)),
  },
  {
    what: 'a library nobody vouches for',
    complaint: /libstray\.so lies in app\.asar\.unpacked/,
    inFolder: (app) => add(app, `resources/app.asar.unpacked/${NATIVES}/libstray.so`, elfHeader('x64')),
  },
  {
    what: 'a feed of updates in a package for Linux',
    complaint: /a package for Linux is renewed by who brought it/,
    inFolder: (app) => add(app, 'resources/app-update.yml', 'provider: generic\nurl: https://example.org\n'),
  },
  {
    what: 'an app beside the archive',
    complaint: /resources\/app was not meant/,
    inFolder: (app) => add(app, 'resources/app/index.js'),
  },
  {
    what: 'a fuse set back',
    complaint: /fuse RunAsNode is not off/,
    inFolder: async (app) => {
      await flipFuses(own(join(app, 'sluice')), { version: FuseVersion.V1, [FuseV1Options.RunAsNode]: true })
    },
  },
  {
    what: 'a runtime with a fuse more',
    complaint: /has 10 fuses/,
    inFolder: (app) => addFuse(own(join(app, 'sluice'))),
  },
  {
    what: 'a program for another processor',
    complaint: /program is built for linux-arm64/,
    inFolder: (app) => {
      const program = own(join(app, 'sluice'))
      writeFileSync(program, Buffer.concat([elfHeader('arm64'), readFileSync(program).subarray(64)]))
    },
  },
  {
    what: 'no licences of third parties',
    complaint: /a licence is missing: .*third-party\.txt/,
    inFolder: (app) => rmSync(join(app, 'resources/licences/third-party.txt')),
  },
  {
    what: 'a licence left out',
    complaint: /no licence of llama\.cpp/,
    inFolder: (app) => {
      const file = own(join(app, 'resources/licences/third-party.txt'))
      writeFileSync(file, readFileSync(file, 'utf8').replaceAll('llama.cpp and ggml', ''))
    },
  },
  {
    what: 'no licence of Chromium',
    complaint: /a licence is missing: .*LICENSES\.chromium\.html/,
    inFolder: (app) => rmSync(join(app, 'LICENSES.chromium.html')),
  },
]

/**
 * Plants each into a copy of the folder, for linux-x64, and tells what was said of it; null where nothing fitting was.
 * @param {string} built
 * @param {string} work a folder to do it in, removed at the end
 * @param {readonly Planting[]} plantings
 */
export async function plantEach(built, work, plantings = PLANTINGS) {
  rmSync(work, { recursive: true, force: true })
  mkdirSync(work, { recursive: true })
  extractAll(join(built, 'resources/app.asar'), join(work, 'files'))
  leaveOutHeavy(join(work, 'files'))
  const caught = []
  for (const planting of plantings)
    caught.push({ what: planting.what, complaint: await plantOne(built, work, planting) })
  rmSync(work, { recursive: true, force: true })
  return caught
}

/** Libraries that take time to pack, and of which no planting speaks. @param {string} files */
function leaveOutHeavy(files) {
  for (const path of globSync(`${NATIVES}/**/*.so`, { cwd: files })) {
    if (statSync(join(files, path)).size > HEAVY_BYTES) rmSync(join(files, path))
  }
}

/**
 * @param {string} built
 * @param {string} work
 * @param {Planting} planting
 */
async function plantOne(built, work, { complaint, inArchive, inFolder, allPacked }) {
  const [app, files] = [join(work, 'linux-unpacked'), join(work, 'changed')]
  for (const folder of [app, files]) rmSync(folder, { recursive: true, force: true })
  linkCopy(built, app)
  if (inArchive) {
    linkCopy(join(work, 'files'), files)
    inArchive(files)
    const archive = join(app, 'resources/app.asar')
    rmSync(archive)
    rmSync(`${archive}.unpacked`, { recursive: true })
    await createPackageWithOptions(files, archive, allPacked ? {} : { unpackDir: `${NATIVES}/**` })
  }
  await inFolder?.(app)
  const { complaints } = await verifyPackage(app, 'x64')
  return complaints.find((sentence) => complaint.test(sentence)) ?? null
}

/**
 * The same files under another name; what is changed in the copy is made its own first.
 * @param {string} from
 * @param {string} to
 */
function linkCopy(from, to) {
  execFileSync('cp', ['-al', from, to])
}

/**
 * @param {string} folder
 * @param {string} path
 * @param {string | Uint8Array} content
 */
function add(folder, path, content = '// planted\n') {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  rmSync(join(folder, path), { force: true })
  writeFileSync(join(folder, path), content)
}

/** @param {string} file */
function own(file) {
  copyFileSync(file, `${file}.own`)
  renameSync(`${file}.own`, file)
  return file
}

/** @param {string} file */
function flipLastByte(file) {
  const bytes = readFileSync(own(file))
  const at = bytes.length - 1
  bytes[at] = (bytes[at] ?? 0) ^ 1
  writeFileSync(file, bytes)
}

/**
 * @param {string} files
 * @param {object} change
 */
function changeManifest(files, change) {
  const file = own(join(files, 'package.json'))
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...change }))
}

/** As a newer Electron would bring one. @param {string} program */
function addFuse(program) {
  const bytes = readFileSync(program)
  const length = bytes.indexOf('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX') + 33
  const count = bytes[length] ?? 0
  bytes[length] = count + 1
  bytes.write('1', length + 1 + count)
  writeFileSync(program, bytes)
}
