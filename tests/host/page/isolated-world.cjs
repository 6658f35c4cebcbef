// @ts-check
'use strict'
/** @import { PageConfig } from './page-scripts.ts' */

/**
 * @typedef {(require: (id: string) => unknown, module: object, exports: object, process: object, Buffer: undefined, global: object) => void} Preload
 * @typedef {typeof import('./context-bridge.cjs') & typeof import('./structured-codec.cjs') & typeof import('./page-parts.cjs')} Modules
 */

/**
 * Runs in the isolated world: what a sandboxed preload finds around itself, and the page's half of the IPC.
 * @param {PageConfig} config @param {Modules} modules @param {Preload} [preload]
 */
function isolatedWorld(config, modules, preload) {
  if (window !== window.top) return
  const { encode, decode, strict } = modules
  const toHost = /** @type {any} */ (globalThis)[config.binding]
  /** @param {object} message */
  const send = (message) => toHost(JSON.stringify(message))

  const ports = modules.makePorts(send, encode, decode)
  const ipcRenderer = modules.makeIpcRenderer(send, encode, ports.give)
  acceptBatches(config.receiver, (message) => {
    if (message.type === 'message') {
      const event = { sender: ipcRenderer.api, ports: (message.ports ?? []).map(ports.take) }
      ipcRenderer.emit(message.channel, event, ...decode(message.args))
    } else if (message.type === 'reply') ipcRenderer.settle(message, decode)
    else ports.receive(message)
  })

  const bridge = new modules.ContextBridgeEnd(config.toIsolatedWorld, config.toMainWorld, send)
  const electron = strict('electron (preload)', {
    contextBridge: strict('contextBridge', {
      /** @param {string} key @param {unknown} api */
      exposeInMainWorld: (key, api) => bridge.emit({ type: 'expose', key, api: bridge.wrap(api) }),
    }),
    ipcRenderer: strict('ipcRenderer', ipcRenderer.api),
    // As Electron answers for a File with nothing on disk; see README, "What it is not".
    webUtils: strict('webUtils', { getPathForFile: () => '' }),
  })
  try {
    if (preload) runPreload(preload, electron, strict('process (preload)', preloadProcess(config)))
  } catch (error) {
    console.error('Unable to load preload script', error)
    send({ type: 'preload-error', message: String((error instanceof Error && error.stack) || error) })
  }
  send({ type: 'preload-done' })
  modules.watchTitle(send)
}

/**
 * The host hands over batches; the page gets one message per task, in order, as Electron delivers them.
 * @param {string} name @param {(message: any) => void} receive
 */
function acceptBatches(name, receive) {
  /** @type {any[]} */
  const inbox = []
  const pump = new MessageChannel()
  pump.port1.addEventListener('message', () => {
    const message = inbox.shift()
    if (inbox.length > 0) pump.port2.postMessage(0)
    receive(message)
  })
  pump.port1.start()
  const value = (/** @type {string} */ batch) => {
    const wasIdle = inbox.length === 0
    for (const message of JSON.parse(batch)) inbox.push(message)
    if (wasIdle) pump.port2.postMessage(0)
  }
  Object.defineProperty(globalThis, name, { value })
}

/** @param {Preload} preload @param {object} electron @param {object} process */
function runPreload(preload, electron, process) {
  const module = { exports: {} }
  /** @param {string} id */
  const require = (id) => {
    if (id === 'electron' || id === 'electron/renderer') return electron
    throw new Error(`module not found: ${id}`)
  }
  preload(require, module, module.exports, process, undefined, globalThis)
}

/** @param {PageConfig} config */
function preloadProcess({ platform, arch, versions, argv }) {
  const kind = { type: 'renderer', sandboxed: true, contextIsolated: true, isMainFrame: true }
  return { ...kind, platform, arch, versions, argv, env: {} }
}

module.exports = { run: isolatedWorld }
