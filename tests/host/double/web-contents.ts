import { pathToFileURL } from 'node:url'
import { resolve } from 'node:path'
import type { LoadFileOptions, WebContents, WebPreferences } from 'electron'
import type { PageTarget } from '../browser/page-target.ts'
import { ignoreGone } from '../host-log.ts'
import { appEvents } from './app-events.ts'
import { type EmitterKeys, KnownEvents } from './emitter.ts'
import { IpcMainDouble } from './ipc-main.ts'
import { options } from './lifecycle.ts'
import { emulateTheme } from './native-theme.ts'
import { PageSession } from './page-session.ts'
import { recorder } from './recorder.ts'
import { defaultSession } from './session.ts'
import { strict } from './strict.ts'
import { ACCEPTED, EMITTED } from './web-contents-events.ts'

type WindowOpenHandler = Parameters<WebContents['setWindowOpenHandler']>[0]
type OpenRequest = Parameters<WindowOpenHandler>[0]

/** The window a webContents lives in. */
export interface ContentsHost {
  readonly size: { width: number; height: number }
  readonly position: { left: number; top: number } | undefined
  /** as a click on the window's close button */
  requestClose(): Promise<boolean>
  openChild(url: string, how: ReturnType<WindowOpenHandler>): void
}

const record = recorder('webContents')
let lastId = 0
const all = new Map<number, WebContentsDouble>()
const pages = new WeakMap<WebContentsDouble, PageSession>()

/** The page behind a webContents, for the other parts of the double. */
export function pageOf(contents: WebContentsDouble): PageSession {
  const page = pages.get(contents)
  if (!page) throw new TypeError('Object has been destroyed')
  return page
}

export class WebContentsDouble extends KnownEvents implements Partial<Omit<WebContents, EmitterKeys>> {
  readonly id = ++lastId
  readonly session = defaultSession
  readonly ipc: WebContents['ipc']
  backgroundThrottling = true
  readonly #host: ContentsHost
  readonly #page: PageSession
  #destroyed = false
  #zoom = 1
  #windowOpenHandler: WindowOpenHandler = () => ({ action: 'allow' })

  constructor(host: ContentsHost, preferences: WebPreferences) {
    super('webContents', EMITTED, ACCEPTED)
    this.#host = host
    const ipc = new IpcMainDouble()
    this.ipc = strict<WebContents['ipc']>('webContents.ipc', ipc)
    const emit = (event: string, ...args: unknown[]) => this.#emitUnlessDestroyed(event, args)
    this.#page = new PageSession({
      contents: this.#face,
      ipc,
      emit,
      openWindow: (details) =>
        this.#askForWindow({ ...details, referrer: { url: this.getURL(), policy: 'default' } }),
      closeWindow: () => void host.requestClose(),
      prepare: (page) => this.#prepare(page),
      size: host.size,
      position: host.position,
      preload: preferences.preload,
      argv: preferences.additionalArguments ?? [],
    })
    pages.set(this, this.#page)
    all.set(this.id, this)
  }

  get #face(): WebContents {
    return strict<WebContents>('webContents', this)
  }

  get mainFrame() {
    return this.#page.frame.face
  }

  loadURL(url: string): Promise<void> {
    return this.#page.load(url)
  }

  loadFile(path: string, how: LoadFileOptions = {}): Promise<void> {
    const url = pathToFileURL(resolve(options.root, path))
    for (const [key, value] of Object.entries(how.query ?? {})) url.searchParams.set(key, value)
    if (how.search) url.search = how.search
    if (how.hash) url.hash = how.hash
    return this.loadURL(url.href)
  }

  reload(): void {
    this.#page.reload(false)
  }

  reloadIgnoringCache(): void {
    this.#page.reload(true)
  }

  stop(): void {
    ignoreGone(this.#page.send('Page.stopLoading'))
  }

  getURL = () => this.#page.url
  getTitle = () => this.#page.title
  isLoading = () => this.#page.loading
  isLoadingMainFrame = () => this.#page.loading
  isDestroyed = () => this.#destroyed
  isCrashed = () => this.#page.crashed
  isFocused = () => !this.#destroyed
  getType = () => 'window' as const

  send(channel: string, ...args: unknown[]): void {
    this.#assertAlive()
    this.#page.channel.send(channel, args)
  }

  postMessage(
    channel: string,
    message: unknown,
    transfer: Parameters<WebContents['postMessage']>[2] = [],
  ): void {
    this.#assertAlive()
    const { channel: line } = this.#page
    line.send(channel, [message], line.ports.give(transfer))
  }

  async executeJavaScript(expression: string, userGesture = false): Promise<unknown> {
    const evaluation = { expression, awaitPromise: true, returnByValue: true, userGesture }
    const { result, exceptionDetails } = await this.#page.send('Runtime.evaluate', evaluation)
    if (!exceptionDetails) return result.value as unknown
    throw new Error(String(exceptionDetails.exception?.description ?? exceptionDetails.text))
  }

  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.#windowOpenHandler = handler
  }

  forcefullyCrashRenderer(): void {
    // The answer never comes: its sender is what crashes.
    ignoreGone(this.#page.send('Page.crash'))
  }

  close(): void {
    void this.#host.requestClose()
  }

  focus(): void {
    ignoreGone(this.#page.send('Page.bringToFront'))
  }

  setZoomFactor(factor: number): void {
    this.#zoom = factor
    ignoreGone(this.#page.page.then((page) => page.zoom(factor)))
  }

  getZoomFactor = () => this.#zoom
  getZoomLevel = () => Math.log(this.#zoom) / Math.log(1.2)
  setZoomLevel = (level: number) => this.setZoomFactor(1.2 ** level)

  setVisualZoomLevelLimits = record('setVisualZoomLevelLimits', Promise.resolve())
  openDevTools = record('openDevTools', undefined)
  closeDevTools = record('closeDevTools', undefined)
  toggleDevTools = record('toggleDevTools', undefined)
  isDevToolsOpened = () => false
  setIgnoreMenuShortcuts = record('setIgnoreMenuShortcuts', undefined)
  setBackgroundThrottling = record('setBackgroundThrottling', undefined)
  setWebRTCIPHandlingPolicy = record('setWebRTCIPHandlingPolicy', undefined)
  undo = record('undo', undefined)
  redo = record('redo', undefined)
  cut = record('cut', undefined)
  copy = record('copy', undefined)
  paste = record('paste', undefined)
  pasteAndMatchStyle = record('pasteAndMatchStyle', undefined)
  delete = record('delete', undefined)
  selectAll = record('selectAll', undefined)

  #emitUnlessDestroyed(event: string, args: unknown[]): void {
    if (this.#destroyed) return
    this.emit(event, ...args)
    if (event === 'render-process-gone') appEvents.emit(event, args[0], this.#face, args[1])
  }

  #assertAlive(): void {
    if (this.#destroyed) throw new TypeError('Object has been destroyed')
  }

  async #prepare(page: PageTarget): Promise<void> {
    await Promise.all([emulateTheme(page), this.#zoom === 1 ? undefined : page.zoom(this.#zoom)])
  }

  #askForWindow(request: Omit<OpenRequest, 'postBody'>): void {
    const verdict = this.#windowOpenHandler(request)
    if (verdict.action === 'allow') this.#host.openChild(request.url, verdict)
  }

  /** Called by the window when it is gone. */
  static markDestroyed(contents: WebContentsDouble): void {
    if (contents.#destroyed) return
    contents.#page.channel.leave()
    contents.emit('destroyed')
    contents.#destroyed = true
    all.delete(contents.id)
  }

  /** A link with target=_blank or a form with a target: the page did not call window.open. */
  static askForPopup(opener: WebContentsDouble, url: string): void {
    const details = { frameName: '', features: '', disposition: 'foreground-tab' as const }
    opener.#askForWindow({ ...details, url, referrer: { url: opener.getURL(), policy: 'default' } })
  }

  static byTarget(targetId: string): WebContentsDouble | undefined {
    return [...all.values()].find((contents) => contents.#page.targetId === targetId)
  }
}

const faceOf = (contents: WebContentsDouble) => strict<WebContents>('webContents', contents)
const faceOrNothing = (contents: WebContentsDouble | undefined) => contents && faceOf(contents)

/** The `webContents` module. */
export const webContents = strict<typeof import('electron').webContents>('webContents (module)', {
  getAllWebContents: () => [...all.values()].map((contents) => faceOf(contents)),
  fromId: (id: number) => faceOrNothing(all.get(id)),
  fromDevToolsTargetId: (targetId: string) => faceOrNothing(WebContentsDouble.byTarget(targetId)),
  fromFrame: (frame: unknown) =>
    faceOrNothing([...all.values()].find((contents) => contents.mainFrame === frame)),
  getFocusedWebContents: () => faceOrNothing([...all.values()].at(-1)) ?? null,
})
