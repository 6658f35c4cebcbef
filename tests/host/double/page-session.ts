import type { WebContents } from 'electron'
import { isBlankStart } from '../browser/chromium.ts'
import { fromChromium, toChromium } from '../browser/custom-scheme.ts'
import type { Params, Reply } from '../browser/cdp.ts'
import { PageTarget } from '../browser/page-target.ts'
import { debug, ignoreGone } from '../host-log.ts'
import { hostEvent } from './emitter.ts'
import { type Sender, dispatchInvoke, dispatchSend } from './frame-ipc.ts'
import type { IpcMainDouble } from './ipc-main.ts'
import { chromium, options, whenReady } from './lifecycle.ts'
import { errorNumber } from './net-errors.ts'
import { type FromPage, PageChannel } from './page-channel.ts'
import { answerRequest, fail, type PausedRequest } from './page-requests.ts'
import { applyPermissions } from './permissions.ts'
import { readPreload } from './preload-file.ts'
import { FrameDouble } from './web-frame.ts'

/** What a page needs from the webContents it belongs to. */
export interface PageOwner {
  readonly contents: WebContents
  readonly ipc: IpcMainDouble
  emit(event: string, ...args: unknown[]): void
  /** the page asked for a new window */
  openWindow(details: {
    url: string
    frameName: string
    features: string
    disposition: 'new-window' | 'foreground-tab'
  }): void
  /** the page called window.close() */
  closeWindow(): void
  /** runs for each opened page, before its first document */
  prepare(page: PageTarget): Promise<unknown>
  readonly size: { width: number; height: number }
  readonly position: { left: number; top: number } | undefined
  readonly preload: string | undefined
  readonly argv: string[]
}

/** One page over its life: its target, its current document, and the events Electron makes of it. */
export class PageSession {
  readonly channel = new PageChannel((message) => this.#onMessage(message))
  url = ''
  title = ''
  loading = false
  crashed = false
  frame: FrameDouble
  /** address of the last popup the page wanted; the popup's own target does not know it yet */
  popupUrl = ''
  targetId: string | undefined
  readonly #owner: PageOwner
  #page: Promise<PageTarget>
  /** the same page once it is there: events must be read in the order they come, without waiting */
  #opened: PageTarget | undefined
  /** the document request that main itself started */
  #expected: string | undefined
  readonly #handlers: Record<string, (params: Reply) => void>

  constructor(owner: PageOwner) {
    this.#owner = owner
    this.frame = new FrameDouble(owner.contents, '')
    this.#handlers = this.#eventHandlers()
    this.#page = this.#open()
  }

  get page(): Promise<PageTarget> {
    return this.#page
  }

  async send(method: string, params?: Params): Promise<Reply> {
    return (await this.#page).send(method, params)
  }

  /** A page whose target a person closed, although the app wanted to keep the window. */
  async reopen(): Promise<void> {
    this.channel.leave()
    this.#page = this.#open()
    if (this.url) await this.load(this.url)
  }

  async load(url: string): Promise<void> {
    const page = await this.#page
    await applyPermissions(page, this.#owner.contents, url)
    const address = toChromium(url)
    const finished = this.#whenLoaded(url)
    this.#expected = withoutHash(address)
    this.#startLoading()
    const { errorText } = await page.send('Page.navigate', { url: address })
    if (errorText) this.#failLoad(String(errorText), url)
    return finished
  }

  reload(ignoreCache: boolean): void {
    this.#expected = withoutHash(toChromium(this.url))
    this.#startLoading()
    ignoreGone(this.send('Page.reload', { ignoreCache }))
  }

  #open(): Promise<PageTarget> {
    const opened = this.#openTarget()
    opened.catch((error: unknown) => debug('page not opened:', error))
    return opened
  }

  async #openTarget(): Promise<PageTarget> {
    await whenReady()
    const setup = {
      ...this.#owner.size,
      position: this.#owner.position,
      fixedSize: !options.visible,
      preload: readPreload(this.#owner.preload, (error) =>
        this.#owner.emit('preload-error', hostEvent(), this.#owner.preload, error),
      ),
      argv: this.#owner.argv,
    }
    const page = await PageTarget.open(await chromium(), setup, (method, params) =>
      this.#handlers[method]?.(params),
    )
    this.#opened = page
    this.targetId = page.targetId
    this.crashed = false
    await this.#owner.prepare(page)
    return page
  }

  #whenLoaded(url: string): Promise<void> {
    const { contents } = this.#owner
    return new Promise<void>((resolve, reject) => {
      const settle = () => {
        contents.off('did-finish-load', onFinish)
        contents.off('did-fail-load', onFail)
        contents.off('destroyed', onFinish)
      }
      const onFinish = () => {
        settle()
        resolve()
      }
      const onFail = (_event: unknown, errno: number, code: string) => {
        settle()
        reject(Object.assign(new Error(`${code} (${errno}) loading '${url}'`), { code, errno, url }))
      }
      contents.on('did-finish-load', onFinish)
      contents.on('did-fail-load', onFail)
      contents.on('destroyed', onFinish)
    })
  }

  #startLoading(): void {
    this.loading = true
    this.#owner.emit('did-start-loading')
  }

  #stopLoading(): void {
    this.loading = false
    this.#owner.emit('did-stop-loading')
  }

  #failLoad(errorText: string, url: string): void {
    const code = errorText.replace('net::', '')
    this.#owner.emit(
      'did-fail-load',
      hostEvent(),
      errorNumber(code),
      code,
      url,
      true,
      this.frame.processId,
      this.frame.routingId,
    )
    this.#stopLoading()
  }

  #eventHandlers(): Record<string, (params: Reply) => void> {
    const isMain = (params: Reply) => params.frameId === this.targetId
    return {
      'Runtime.executionContextCreated': ({ context }) => this.#onContext(context),
      'Runtime.executionContextDestroyed': ({ executionContextId }) => {
        if (executionContextId === this.channel.context) this.channel.leave()
      },
      'Runtime.executionContextsCleared': () => this.channel.leave(),
      'Runtime.bindingCalled': ({ executionContextId, payload }) => {
        if (executionContextId === this.channel.context) this.channel.receive(String(payload))
      },
      'Runtime.consoleAPICalled': (params) => this.#onConsole(params),
      'Page.frameStartedNavigating': (params) =>
        isMain(params) && this.#onStartNavigation(String(params.url), false),
      'Page.frameNavigated': ({ frame }) =>
        frame.parentId === undefined && this.#onNavigated(String(frame.url)),
      'Page.navigatedWithinDocument': (params) =>
        isMain(params) && this.#onNavigatedInPage(String(params.url)),
      'Page.domContentEventFired': () => this.#owner.emit('dom-ready', hostEvent()),
      'Page.loadEventFired': () => this.#onLoaded(),
      'Page.windowOpen': ({ url }) => (this.popupUrl = String(url)),
      'Fetch.requestPaused': (params) => ignoreGone(this.#onRequest(params)),
      'Inspector.targetCrashed': () => this.#onCrash(),
    }
  }

  #onContext(context: { id: number; name: string; auxData: { frameId: string } }): void {
    const page = this.#opened
    if (context.name === page?.world && context.auxData.frameId === page.targetId)
      this.channel.enter(page, context.id)
  }

  #onStartNavigation(address: string, isSameDocument: boolean): void {
    const url = fromChromium(address)
    const { face, processId, routingId } = this.frame
    const details = hostEvent({ url, isSameDocument, isMainFrame: true, frame: face, initiator: null })
    this.#owner.emit('did-start-navigation', details, url, isSameDocument, true, processId, routingId)
  }

  #onNavigated(address: string): void {
    if (isBlankStart(address)) return
    this.url = fromChromium(address)
    FrameDouble.detach(this.frame)
    this.frame = new FrameDouble(this.#owner.contents, this.url)
    this.crashed = false
    this.#owner.emit('did-navigate', hostEvent(), this.url, 200, 'OK')
  }

  #onNavigatedInPage(address: string): void {
    this.#onStartNavigation(address, true)
    this.url = fromChromium(address)
    FrameDouble.moveTo(this.frame, this.url)
    this.#owner.emit(
      'did-navigate-in-page',
      hostEvent(),
      this.url,
      true,
      this.frame.processId,
      this.frame.routingId,
    )
  }

  #onLoaded(): void {
    // The blank page a target starts on is none that main loaded.
    if (this.url === '') return
    this.#owner.emit('did-finish-load', hostEvent())
    this.#stopLoading()
  }

  #onTitle(title: string): void {
    if (title === this.title || title === '') return
    this.title = title
    this.#owner.emit('page-title-updated', hostEvent(), title, true)
  }

  #onConsole({ type, args, stackTrace }: Reply): void {
    const level = LEVELS[String(type)] ?? 'info'
    const message = args.map((arg: Reply) => String(arg.value ?? arg.description ?? arg.type)).join(' ')
    const { url = '', lineNumber = 0 } = stackTrace?.callFrames?.[0] ?? {}
    const sourceId = fromChromium(String(url))
    const details = hostEvent({ level, message, lineNumber, sourceId, frame: this.frame.face })
    this.#owner.emit(
      'console-message',
      details,
      Object.keys(LEVELS).indexOf(level),
      message,
      lineNumber,
      sourceId,
    )
  }

  #onCrash(): void {
    this.channel.leave()
    this.crashed = true
    this.#owner.emit('render-process-gone', hostEvent(), { reason: 'crashed', exitCode: 5 })
  }

  async #onRequest(paused: PausedRequest): Promise<void> {
    const page = await this.#page
    if (paused.resourceType === 'Document' && this.#refusedByApp(paused)) return fail(page, paused, 'Aborted')
    await answerRequest(page, this.#owner.contents, paused)
  }

  /** will-navigate and its relatives: for what the page started, not for what main or a reload started. */
  #refusedByApp(paused: PausedRequest): boolean {
    const address = withoutHash(paused.request.url)
    const isMainFrame = paused.frameId === this.targetId
    const ownDoing =
      isMainFrame && (address === this.#expected || address === withoutHash(toChromium(this.url)))
    if (isMainFrame) this.#expected = undefined
    if (ownDoing && paused.redirectedRequestId === undefined) return false
    const url = fromChromium(paused.request.url)
    const frame = isMainFrame ? this.frame.face : null
    const event = hostEvent({ url, isSameDocument: false, isMainFrame, frame, initiator: this.frame.face })
    const ids = [this.frame.processId, this.frame.routingId]
    if (paused.redirectedRequestId !== undefined) {
      this.#owner.emit('will-redirect', event, url, false, isMainFrame, ...ids)
      return event.defaultPrevented
    }
    if (isMainFrame) this.#owner.emit('will-navigate', event, url, false, true, ...ids)
    this.#owner.emit('will-frame-navigate', event)
    return event.defaultPrevented
  }

  #onMessage(message: FromPage): void {
    switch (message.type) {
      case 'send':
        return dispatchSend(this.#sender(), message)
      case 'invoke':
        return void dispatchInvoke(this.#sender(), message)
      case 'preload-error':
        this.#owner.emit('preload-error', hostEvent(), this.#owner.preload, new Error(message.message))
        return
      case 'title':
        this.#onTitle(message.title)
        return
      case 'window-open':
        this.#owner.openWindow({ ...message, url: fromChromium(message.url), disposition: 'new-window' })
        return
      case 'window-close':
        this.#owner.closeWindow()
    }
  }

  #sender(): Sender {
    const { contents, ipc } = this.#owner
    return {
      contents,
      ipc,
      frame: this.frame,
      channel: this.channel,
      emit: (...all) => this.#owner.emit(...all),
    }
  }
}

const LEVELS: Record<string, string> = {
  debug: 'debug',
  log: 'info',
  info: 'info',
  warning: 'warning',
  error: 'error',
}

function withoutHash(url: string): string {
  return url.replace(/#.*$/, '')
}
