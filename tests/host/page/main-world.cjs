// @ts-check
'use strict'
/** @import { PageConfig } from './page-scripts.ts' */

/** @template T @param {T} value @returns {T} */
function freeze(value) {
  if (value === null || typeof value !== 'object' || Object.isFrozen(value)) return value
  if (!Array.isArray(value) && Object.prototype.toString.call(value) !== '[object Object]') return value
  Object.freeze(value)
  for (const item of Object.values(value)) freeze(item)
  return value
}

/**
 * Runs in the page's own world before its scripts: receives what the preload exposes, and takes
 * window.open and window.close, which a stock Chromium would carry out itself.
 * @param {PageConfig} config
 * @param {typeof import('./context-bridge.cjs')} modules
 */
function mainWorld(config, { ContextBridgeEnd }) {
  if (window !== window.top) return

  const bridge = new ContextBridgeEnd(config.toMainWorld, config.toIsolatedWorld, ({ key, api }) => {
    if (key in window)
      throw new Error('Cannot bind an API on top of an existing property on the window object')
    const value = freeze(bridge.unwrap(api))
    Object.defineProperty(window, key, { value, enumerable: true, configurable: false, writable: false })
  })

  window.open = (url = '', frameName = '', features = '') => {
    const absolute = url === '' ? 'about:blank' : new URL(url, location.href).href
    bridge.emit({ type: 'window-open', url: absolute, frameName, features })
    return null
  }
  window.close = () => bridge.emit({ type: 'window-close' })
}

module.exports = { run: mainWorld }
