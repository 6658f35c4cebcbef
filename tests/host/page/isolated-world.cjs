// @ts-check
'use strict'
/** @import { BridgeEnd } from './context-bridge.cjs' */
/** @import { PageConfig } from './page-scripts.ts' */

/**
 * @typedef {(require: (id: string) => unknown, module: object, exports: object, process: object, Buffer: undefined, global: object) => void} Preload
 * @typedef {(event: any, ...args: any[]) => void} IpcListener
 */

/**
 * Runs in the isolated world: what a sandboxed preload finds around itself, and the page's half of the IPC.
 * @param {PageConfig} config
 * @param {() => { encode: (value: unknown) => any, decode: (wire: any) => any }} structuredCodec
 * @param {(incoming: string, outgoing: string, onOther: (message: any) => void) => BridgeEnd} contextBridgeEnd
 * @param {() => any} pageParts
 * @param {Preload} [preload]
 */
function isolatedWorld(config, structuredCodec, contextBridgeEnd, pageParts, preload) {
  if (window !== window.top) return
  const { encode, decode } = structuredCodec()
  const parts = pageParts()
  const toHost = /** @type {any} */ (globalThis)[config.binding]
  /** @param {object} message */
  const send = (message) => toHost(JSON.stringify(message))

  const ports = parts.makePorts(send, encode, decode)
  const ipcRenderer = parts.makeIpcRenderer(send, encode, ports.give)

  /** @param {any} message */
  const receive = (message) => {
    if (message.type === 'message') {
      const event = { sender: ipcRenderer.api, ports: (message.ports ?? []).map(ports.take) }
      ipcRenderer.emit(message.channel, event, ...decode(message.args))
    } else if (message.type === 'reply') ipcRenderer.settle(message, decode)
    else ports.receive(message)
  }

  // The host hands over a batch; the page gets one message per task, in order, as Electron delivers them.
  /** @type {any[]} */
  const inbox = []
  const pump = new MessageChannel()
  pump.port1.addEventListener('message', () => {
    const message = inbox.shift()
    if (inbox.length > 0) pump.port2.postMessage(0)
    receive(message)
  })
  pump.port1.start()
  Object.defineProperty(globalThis, config.receiver, {
    value: (/** @type {string} */ batch) => {
      const wasIdle = inbox.length === 0
      inbox.push(...JSON.parse(batch))
      if (wasIdle) pump.port2.postMessage(0)
    },
  })

  const bridge = contextBridgeEnd(config.toIsolatedWorld, config.toMainWorld, send)
  const contextBridge = parts.strict('contextBridge', {
    /** @param {string} key @param {unknown} api */
    exposeInMainWorld: (key, api) => bridge.emit({ type: 'expose', key, api: bridge.wrap(api) }),
  })
  const electron = parts.strict('electron (preload)', {
    contextBridge,
    ipcRenderer: parts.strict('ipcRenderer', ipcRenderer.api),
    // As Electron answers for a File with nothing on disk; see README, "what it is not".
    webUtils: parts.strict('webUtils', { getPathForFile: () => '' }),
  })
  const process = parts.strict('process (preload)', {
    type: 'renderer',
    sandboxed: true,
    contextIsolated: true,
    isMainFrame: true,
    platform: config.platform,
    arch: config.arch,
    versions: config.versions,
    argv: config.argv,
    env: {},
  })
  const module = { exports: {} }
  /** @param {string} id */
  const require = (id) => {
    if (id === 'electron' || id === 'electron/renderer') return electron
    throw new Error(`module not found: ${id}`)
  }
  try {
    preload?.(require, module, module.exports, process, undefined, globalThis)
  } catch (error) {
    console.error('Unable to load preload script', error)
    send({ type: 'preload-error', message: String((error instanceof Error && error.stack) || error) })
  }
  send({ type: 'preload-done' })
  parts.watchTitle(send)
}

module.exports = { source: isolatedWorld.toString() }
