import { EventEmitter } from 'node:events'
import type { IpcMain, IpcMainInvokeEvent } from 'electron'
import type { EmitterKeys } from './emitter.ts'
import { strict } from './strict.ts'

type Handler = (event: IpcMainInvokeEvent, ...args: unknown[]) => unknown

/** ipcMain, webContents.ipc and webFrameMain.ipc: channels are events of any name, handlers one per channel. */
export class IpcMainDouble extends EventEmitter implements Partial<Omit<IpcMain, EmitterKeys>> {
  readonly #handlers = new Map<string, Handler>()

  constructor() {
    super()
    this.setMaxListeners(0)
  }

  handle(channel: string, handler: Handler): void {
    if (this.#handlers.has(channel)) {
      throw new Error(`Attempted to register a second handler for '${channel}'`)
    }
    this.#handlers.set(channel, handler)
  }

  handleOnce(channel: string, handler: Handler): void {
    this.handle(channel, (event, ...args) => {
      this.removeHandler(channel)
      return handler(event, ...args)
    })
  }

  removeHandler(channel: string): void {
    this.#handlers.delete(channel)
  }

  static handlerOf(ipc: IpcMainDouble, channel: string): Handler | undefined {
    return ipc.#handlers.get(channel)
  }
}

export const ipcMainDouble = new IpcMainDouble()
export const ipcMain = strict<IpcMain>('ipcMain', ipcMainDouble)
