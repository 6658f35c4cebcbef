// `node build/verify-package.mjs [--arch x64] PATH…`: looks into built folders and installers and says what is wrong with them.
// Without a PATH, into everything in dist/. Exit code 0 when nothing is wrong.
import { existsSync, globSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { checkArchive } from './verify/check-archive.mjs'
import { checkFolder, sizeOf } from './verify/check-folder.mjs'
import { checkLinux } from './verify/check-linux.mjs'
import { INSTALLERS, openPackage } from './verify/open-package.mjs'

/**
 * @typedef {object} Verified
 * @property {string} name
 * @property {string[]} complaints
 * @property {string} summary
 */

/**
 * @param {string} path
 * @param {string} arch
 * @returns {Promise<Verified>}
 */
export async function verifyPackage(path, arch) {
  const opened = openPackage(path)
  try {
    const { complaints, files, headerHash } = checkArchive(opened, arch)
    complaints.push(...(await checkFolder(opened, arch, headerHash)), ...checkLinux(opened))
    const mb = (/** @type {string} */ name) => (sizeOf(join(opened.resources, name)) / 1e6).toFixed(1)
    const summary = `${opened.platform}-${arch}, ${files} files, app.asar ${mb('app.asar')} MB, unpacked ${mb('app.asar.unpacked')} MB`
    return { name: opened.name, complaints, summary }
  } finally {
    opened.close()
  }
}

/** The processor that a name of ours ends in, as electron-builder writes it. @param {string} path */
export function archOf(path) {
  const word = /[-_](x64|x86_64|amd64|arm64|aarch64)(?:-unpacked)?(?:\.[\w.]+)?$/.exec(path)?.[1]
  if (word === 'arm64' || word === 'aarch64' || /-arm64-unpacked|mac-arm64/.test(path)) return 'arm64'
  return 'x64'
}

/** Folders and installers of a folder that electron-builder wrote to. @param {string} folder */
export function builtIn(folder) {
  const installers = globSync(`*.{${INSTALLERS.join(',')}}`, { cwd: folder })
  const folders = globSync(['*-unpacked', 'mac', 'mac-arm64'], { cwd: folder })
  return [...folders, ...installers].map((name) => join(folder, name))
}

/**
 * Looks into each and prints what it found; true when nothing is wrong.
 * @param {string[]} paths
 * @param {string} [arch] of all of them, where their names do not say it
 */
export async function verifyAll(paths, arch) {
  let right = true
  for (const path of paths) {
    const { name, complaints, summary } = await verifyPackage(path, arch ?? archOf(path))
    console.log(`${complaints.length === 0 ? 'ok   ' : 'WRONG'}  ${name}  (${summary})`)
    for (const complaint of complaints) console.log(`         ${complaint}`)
    right &&= complaints.length === 0
  }
  return right
}

/** @param {string[]} args */
async function main(args) {
  const { values, positionals } = parseArgs({
    args,
    options: { arch: { type: 'string' } },
    allowPositionals: true,
  })
  const named = positionals.length > 0 ? positionals : ['dist']
  const paths = named.flatMap((path) => {
    if (!existsSync(path)) throw new Error(`there is no ${path}`)
    const inside = statSync(path).isDirectory() ? builtIn(path) : []
    return inside.length > 0 ? inside : [path]
  })
  process.exitCode = (await verifyAll(paths, values.arch)) ? 0 : 1
}

if (process.argv[1] && resolve(process.argv[1]) === import.meta.filename) await main(process.argv.slice(2))
