import codec from './structured-codec.cjs'
import contextBridgeEnd from './context-bridge.cjs'
import isolatedWorld from './isolated-world.cjs'
import mainWorld from './main-world.cjs'
import pageParts from './page-parts.cjs'

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

/** Source texts for Page.addScriptToEvaluateOnNewDocument: one for the page's world, one for the preload's. */
export function pageScripts(config: PageConfig, preload: string | undefined) {
  const settings = JSON.stringify(config)
  // The closing brace on its own line keeps a preload that ends in a line comment from swallowing it.
  const wrapped =
    preload === undefined
      ? 'undefined'
      : `function (require, module, exports, process, Buffer, global) {${preload}\n}`
  return {
    mainWorld: `(${mainWorld.source})(${settings}, ${contextBridgeEnd.source})`,
    isolatedWorld: `(${isolatedWorld.source})(${settings}, ${codec.source}, ${contextBridgeEnd.source}, ${pageParts.source}, ${wrapped})`,
  }
}
