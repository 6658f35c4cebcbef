'use strict'
// oxlint-disable-next-line typescript/no-unnecessary-type-assertion -- without it this counts as an import, which tsconfig refuses in .cjs
const electron = /** @type {typeof import('electron')} */ (require('electron'))
const { contextBridge, ipcRenderer } = electron

/** @typedef {import('./api.ts').FixtureApi} FixtureApi */

/** @type {FixtureApi} */
const api = {
  echo: (value) => ipcRenderer.invoke('echo', value),
  invoke: (channel, ...args) => ipcRenderer.invoke(channel, ...args),
  send: (channel, ...args) => ipcRenderer.send(channel, ...args),
  on(channel, listener) {
    /** @param {unknown} _event @param {unknown[]} args */
    const forward = (_event, ...args) => listener(...args)
    ipcRenderer.on(channel, forward)
    return () => void ipcRenderer.removeListener(channel, forward)
  },
  sync: (value) => value,
  throws() {
    throw new TypeError('from the preload')
  },
  later: async (value) => value,
  call: (callback, value) => callback(value),
  unknownMember: () => Reflect.get(ipcRenderer, 'sendToNowhere'),
  versions: { electron: process.versions.electron, host: process.versions['sluice-host'] },
  platform: process.platform,
}
contextBridge.exposeInMainWorld('api', api)

// Ports go through: from main to the page, and from the page to main.
ipcRenderer.on('port-for-page', (event) => window.postMessage('port', '*', event.ports))
window.addEventListener('message', (event) => {
  if (event.source !== window || event.data !== 'port-for-main') return
  ipcRenderer.postMessage('port', null, [...event.ports])
})
