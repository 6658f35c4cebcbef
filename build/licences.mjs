// The licences of everything an installer carries beside Electron, in one text: of the bundle by its source maps, of
// node_modules by what is shipped.
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { shippedPackages } from './shipped-packages.mjs'

const root = resolve(import.meta.dirname, '..')
/** Written before packing, beside the installers. */
export const LICENCES = 'dist/third-party-licences.txt'

/** The text of llama.cpp's licence, which its prebuilt packages leave out: they are built from it. */
const LLAMA_CPP = join(root, 'build/llama.cpp-licence.txt')

/** Writes the text; returns how many packages it names. A package without a licence fails the build. */
export function writeLicences() {
  const packages = [...new Set([...bundledPackages(), ...shippedPackages(), ...llamaBinaries()])]
  const parts = packages.map(licenceOf).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  parts.push({ name: 'llama.cpp and ggml', licence: 'MIT', text: readFileSync(LLAMA_CPP, 'utf8').trim() })
  const head =
    'Sluice is built on the works below, each under its own licence. Electron and Chromium, which it runs on,\n' +
    'come with theirs in LICENSE.electron.txt and LICENSES.chromium.html.\n'
  const text = parts.map(({ name, licence, text }) => `${'-'.repeat(79)}\n${name} (${licence})\n\n${text}\n`)
  mkdirSync(dirname(join(root, LICENCES)), { recursive: true })
  writeFileSync(join(root, LICENCES), [head, ...text].join('\n'))
  return parts.length
}

/** Folders of the packages whose code is in out/. */
function bundledPackages() {
  const maps = globSync('out/**/*.map', { cwd: root })
  if (maps.length === 0)
    throw new Error('out/ has no source maps to tell what is in it: run `npm run build` first.')
  const folders = maps.flatMap((map) => {
    const { sources } = /** @type {{ sources: string[] }} */ (
      JSON.parse(readFileSync(join(root, map), 'utf8'))
    )
    return sources.flatMap((source) => /.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(source)?.[0] ?? [])
  })
  return [...new Set(folders)].map((folder) => folder.slice(folder.indexOf('node_modules/')))
}

/** One of them stands for all: they are built from the same sources. */
function llamaBinaries() {
  const [first] = globSync('node_modules/@node-llama-cpp/*', { cwd: root })
  return first ? [first.replaceAll('\\', '/')] : []
}

/** @param {string} folder */
function licenceOf(folder) {
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
  const { name, version, license = 'see below' } = manifest
  const file = readdirSync(join(root, folder)).find((entry) => /^(licen[cs]e|copying)/i.test(entry))
  if (!file && !KNOWN[license]) {
    throw new Error(`${folder} has no licence file, and ${license} is none whose text is known here.`)
  }
  const text = file
    ? readFileSync(join(root, folder, file), 'utf8').trim()
    : `${authorOf(manifest)}\n\n${KNOWN[license]}`
  const numbered = name.startsWith('@node-llama-cpp/') ? `@node-llama-cpp/* ${version}` : `${name} ${version}`
  return { name: numbered, licence: license, text }
}

/** @param {{ author?: string | { name: string }, contributors?: { name: string }[], repository?: string | { url: string } }} manifest */
function authorOf({ author, repository }) {
  const name = typeof author === 'string' ? author : author?.name
  const url = typeof repository === 'string' ? repository : repository?.url
  return name ? `Copyright (c) ${name}` : `Copyright (c) the authors, ${url ?? 'see the package'}`
}

/** Texts of licences, for packages that name theirs and bring no file. @type {Record<string, string>} */
const KNOWN = existsSync(LLAMA_CPP)
  ? {
      MIT: readFileSync(LLAMA_CPP, 'utf8')
        .slice(readFileSync(LLAMA_CPP, 'utf8').indexOf('Permission is'))
        .trim(),
    }
  : {}
