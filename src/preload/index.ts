import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { IpcRendererEvent } from 'electron'
import type { Bridge } from '../shared/ipc-contract.ts'
import { BROADCAST_NAMES, REQUEST_NAMES } from '../shared/ipc-contract.ts'

const requests: ReadonlySet<string> = new Set(REQUEST_NAMES)
const broadcasts: ReadonlySet<string> = new Set(BROADCAST_NAMES)

/** The keyhole: passes the contract's names on and refuses every other one. */
const bridge: Bridge = {
  request: (name, input) =>
    requests.has(name)
      ? ipcRenderer.invoke(name, input)
      : Promise.reject(new Error(`unknown request: ${name}`)),
  on: (name, listener) => {
    if (!broadcasts.has(name)) throw new Error(`unknown broadcast: ${name}`)
    // The event object stays here: it would hand the page the whole of ipcRenderer.
    const heard = (_event: IpcRendererEvent, payload: Parameters<typeof listener>[0]): void =>
      listener(payload)
    ipcRenderer.on(name, heard)
    return () => ipcRenderer.removeListener(name, heard)
  },
  pathOf: (file) => webUtils.getPathForFile(file),
}

contextBridge.exposeInMainWorld('sluice', bridge)
