// Which packages of node_modules run beside the bundle: node-llama-cpp as the app enters it, and what its files import.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { parseSync } from 'oxc-parser'

const root = resolve(import.meta.dirname, '..')
const LLAMA = 'node_modules/node-llama-cpp'
/** Loaded by ipull's downloads alone, where it is there; the app downloads nothing with them. */
const NOT_NEEDED = [/\/@reflink\//]

/**
 * Folders of packages, as paths from the root: those that the files of node-llama-cpp reach from its entry (its command line
 * and its compiler's helpers are not among them), with all that these depend on.
 * @returns {string[]}
 */
export function shippedPackages() {
  const locked = /** @type {Record<string, LockedPackage>} */ (
    JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  )
  const shipped = new Set([LLAMA])
  /** @param {string} folder */
  const take = (folder) => {
    if (shipped.has(folder) || NOT_NEEDED.some((pattern) => pattern.test(folder))) return
    shipped.add(folder)
    for (const name of Object.keys(locked[folder]?.dependencies ?? {})) takeFrom(folder, name)
  }
  /**
   * @param {string} from
   * @param {string} name
   */
  const takeFrom = (from, name) => {
    const folder = placeOf(locked, from, name)
    if (!folder) throw new Error(`${from} needs ${name}, which package-lock.json does not have.`)
    take(folder)
  }
  for (const name of importedPackages()) takeFrom(LLAMA, name)
  return [...shipped].sort()
}

/**
 * @typedef {{ dependencies?: Record<string, string> }} LockedPackage
 */

/**
 * Where Node finds a package, as Node looks for it: the nearest node_modules upwards.
 * @param {Record<string, LockedPackage>} locked
 * @param {string} from
 * @param {string} name
 */
function placeOf(locked, from, name) {
  for (let folder = from; ;) {
    const place = `${folder}${folder ? '/' : ''}node_modules/${name}`
    if (locked[place]) return place
    if (!folder) return null
    const above = folder.lastIndexOf('node_modules/')
    folder = folder.slice(0, Math.max(0, above - 1))
  }
}

/** The names of packages that node-llama-cpp's own files import, followed from its entry. */
function importedPackages() {
  const base = join(root, LLAMA)
  const { dependencies = {} } = JSON.parse(readFileSync(join(base, 'package.json'), 'utf8'))
  const seen = new Set()
  const found = new Set()
  const waiting = [join(base, 'dist/index.js')]
  for (let file = waiting.pop(); file; file = waiting.pop()) {
    if (seen.has(file)) continue
    seen.add(file)
    for (const specifier of importsOf(file)) {
      if (specifier.startsWith('.')) {
        const target = resolve(dirname(file), specifier)
        if (existsSync(target)) waiting.push(target)
        continue
      }
      const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
      if (Object.hasOwn(dependencies, name)) found.add(name)
    }
  }
  if (seen.size < 100) {
    const entry = relative(root, join(base, 'dist/index.js')).split(sep).join('/')
    throw new Error(`${entry} leads to ${seen.size} files only: node-llama-cpp is built in another way now.`)
  }
  return found
}

/** @param {string} file */
function importsOf(file) {
  if (!/\.[cm]?js$/.test(file)) return []
  const text = readFileSync(file, 'utf8')
  const { module } = parseSync(file, text)
  const dynamic = module.dynamicImports.flatMap(({ moduleRequest: { start, end } }) => {
    const literal = /^["'](.+)["']$/.exec(text.slice(start, end))
    return literal?.[1] ?? []
  })
  const statics = module.staticImports.map(({ moduleRequest }) => moduleRequest.value)
  const again = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
  )
  return [...statics, ...again, ...dynamic]
}
