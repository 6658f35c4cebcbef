import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What the two injected scripts are told; the names are secrets of one page. */
export interface PageConfig {
  binding: string
  receiver: string
  toMainWorld: string
  toIsolatedWorld: string
  platform: string
  arch: string
  versions: Record<string, string | undefined>
  argv: string[]
}

/** A .cjs file of this folder as an expression: its exports. None of them requires anything. */
function moduleText(name: string): string {
  const text = readFileSync(join(import.meta.dirname, `${name}.cjs`), 'utf8')
  return `(function (module) {${text}\nreturn module.exports })({ exports: {} })`
}

const bridge = moduleText('context-bridge')
const codec = moduleText('structured-codec')
const parts = moduleText('page-parts')
const mainWorld = moduleText('main-world')
const isolatedWorld = moduleText('isolated-world')

/** Source texts for Page.addScriptToEvaluateOnNewDocument: one for the page's world, one for the preload's. */
export function pageScripts(config: PageConfig, preload: string | undefined) {
  const settings = JSON.stringify(config)
  // The closing brace on its own line keeps a preload that ends in a line comment from swallowing it.
  const wrapped =
    preload === undefined
      ? 'undefined'
      : `function (require, module, exports, process, Buffer, global) {${preload}\n}`
  return {
    mainWorld: `${mainWorld}.run(${settings}, ${bridge})`,
    isolatedWorld: `${isolatedWorld}.run(${settings}, { ...${bridge}, ...${codec}, ...${parts} }, ${wrapped})`,
  }
}
