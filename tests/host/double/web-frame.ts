import type { WebContents, WebFrameMain } from 'electron'
import { originOf } from '../browser/custom-scheme.ts'
import { type EmitterKeys, KnownEvents } from './emitter.ts'
import { IpcMainDouble } from './ipc-main.ts'
import { strict } from './strict.ts'

let lastRoutingId = 0

/** The main frame of one document. A new document gets a new frame; the old one stays readable but detached. */
export class FrameDouble extends KnownEvents implements Partial<Omit<WebFrameMain, EmitterKeys>> {
  readonly name = ''
  readonly routingId = ++lastRoutingId
  readonly frameTreeNodeId: number
  readonly processId: number
  readonly parent = null
  readonly frames = []
  readonly #contents: WebContents
  readonly #ipc = new IpcMainDouble()
  #url: string
  #detached = false

  constructor(contents: WebContents, url: string) {
    super('webFrameMain', [], ['dom-ready'])
    this.#contents = contents
    this.#url = url
    this.frameTreeNodeId = contents.id
    this.processId = contents.id
  }

  get face(): WebFrameMain {
    return strict<WebFrameMain>('webFrameMain', this)
  }

  get url(): string {
    return this.#url
  }

  get origin(): string {
    return originOf(this.#url)
  }

  get top(): WebFrameMain {
    return this.face
  }

  get framesInSubtree(): WebFrameMain[] {
    return [this.face]
  }

  get ipc() {
    return this.#ipc as unknown as WebFrameMain['ipc']
  }

  get detached(): boolean {
    return this.#detached
  }

  isDestroyed(): boolean {
    return this.#detached
  }

  send(channel: string, ...args: unknown[]): void {
    this.#contents.send(channel, ...args)
  }

  postMessage(
    channel: string,
    message: unknown,
    transfer?: Parameters<WebFrameMain['postMessage']>[2],
  ): void {
    this.#contents.postMessage(channel, message, transfer)
  }

  executeJavaScript(code: string, userGesture?: boolean): Promise<unknown> {
    return this.#contents.executeJavaScript(code, userGesture)
  }

  /** Navigation inside the document keeps the frame. */
  static moveTo(frame: FrameDouble, url: string): void {
    frame.#url = url
  }

  static detach(frame: FrameDouble): void {
    frame.#detached = true
  }

  static ipcOf(frame: FrameDouble): IpcMainDouble {
    return frame.#ipc
  }
}
