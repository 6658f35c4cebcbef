import type {
  BrowserWindow as ElectronWindow,
  BrowserWindowConstructorOptions,
  LoadFileOptions,
  Rectangle,
  WebContents,
} from 'electron'
import { ignoreGone } from '../host-log.ts'
import { appEvents } from './app-events.ts'
import { type EmitterKeys, hostEvent, KnownEvents } from './emitter.ts'
import { isReady, onLastWindowClosed, openWindows, options as launchOptions } from './lifecycle.ts'
import { recorder } from './recorder.ts'
import { behind, strict } from './strict.ts'
import { pageOf, WebContentsDouble } from './web-contents.ts'
import { WINDOW_EVENTS } from './window-events.ts'

type WindowState = 'normal' | 'minimized' | 'maximized' | 'fullscreen'

const record = recorder('browserWindow')
const windows = new Map<WebContentsDouble, BrowserWindowDouble>()
const focus: { window: BrowserWindowDouble | undefined } = { window: undefined }

const faceOf = (window: BrowserWindowDouble) => strict<ElectronWindow>('browserWindow', window)

/** A window. Its state is what the app set; in a person's run the real window follows. */
export class BrowserWindowDouble extends KnownEvents implements Partial<Omit<ElectronWindow, EmitterKeys>> {
  readonly id: number
  readonly webContents: WebContents
  title: string
  autoHideMenuBar = false
  menuBarVisible = true
  readonly #contents: WebContentsDouble
  #bounds: Rectangle
  #visible: boolean
  #state: WindowState = 'normal'
  #background: string
  #alwaysOnTop: boolean
  #destroyed = false
  /** a person closed the Chromium window and the app refused: the page comes back with show() */
  #pageLost = false
  #closed: Promise<unknown> = Promise.resolve()

  constructor(how: BrowserWindowConstructorOptions = {}) {
    super('browserWindow', WINDOW_EVENTS)
    if (!isReady()) throw new Error('Cannot create BrowserWindow before app is ready')
    const { x = 0, y = 0, width = 800, height = 600 } = how
    this.#bounds = { x, y, width, height }
    this.#visible = how.show !== false
    this.#background = how.backgroundColor ?? '#FFFFFF'
    this.#alwaysOnTop = how.alwaysOnTop ?? false
    this.title = how.title ?? launchOptions.manifest.productName ?? 'Electron'
    this.#contents = new WebContentsDouble(
      {
        size: { width, height },
        position: how.x === undefined || how.y === undefined ? undefined : { left: how.x, top: how.y },
        requestClose: () => BrowserWindowDouble.requestClose(this),
        openChild: (url, verdict) => this.#openChild(url, verdict),
      },
      how.webPreferences ?? {},
    )
    this.webContents = strict<WebContents>('webContents', this.#contents)
    this.id = this.webContents.id
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show'))
    this.webContents.on('page-title-updated', (event, title, explicit) =>
      this.#onTitle(event, title, explicit),
    )
    this.#register()
  }

  loadURL = (url: string) => this.#contents.loadURL(url)
  loadFile = (path: string, how?: LoadFileOptions) => this.#contents.loadFile(path, how)
  reload = () => this.#contents.reload()

  close(): void {
    void BrowserWindowDouble.requestClose(this)
  }

  destroy(): void {
    if (this.#destroyed) return
    this.#destroyed = true
    if (focus.window === this) focus.window = undefined
    openWindows.delete(registered.get(this)!)
    windows.delete(this.#contents)
    const page = pageOf(this.#contents)
    if (!this.#pageLost) this.#closed = page.page.then((target) => target.close()).catch(() => {})
    WebContentsDouble.markDestroyed(this.#contents)
    setImmediate(() => {
      this.emit('closed')
      if (windows.size === 0) onLastWindowClosed()
    })
  }

  isDestroyed = () => this.#destroyed

  show(): void {
    this.#setVisible(true)
    this.focus()
  }

  showInactive = () => this.#setVisible(true)

  hide(): void {
    this.#setVisible(false)
    if (focus.window === this) this.blur()
  }

  isVisible = () => this.#visible

  focus(): void {
    const changed = focus.window !== this
    if (changed) focus.window?.blur()
    focus.window = this
    if (!this.#pageLost) this.#contents.focus()
    if (!changed) return
    this.emit('focus')
    appEvents.emit('browser-window-focus', hostEvent(), faceOf(this))
  }

  blur(): void {
    if (focus.window !== this) return
    focus.window = undefined
    this.emit('blur')
    appEvents.emit('browser-window-blur', hostEvent(), faceOf(this))
  }

  isFocused = () => focus.window === this

  minimize = () => this.#setState('minimized', 'minimize')
  maximize = () => this.#setState('maximized', 'maximize')
  unmaximize = () => this.#setState('normal', 'unmaximize')
  restore = () => this.#setState('normal', 'restore')
  isMinimized = () => this.#state === 'minimized'
  isMaximized = () => this.#state === 'maximized'
  isNormal = () => this.#state === 'normal'
  isFullScreen = () => this.#state === 'fullscreen'
  setFullScreen(flag: boolean): void {
    this.#setState(flag ? 'fullscreen' : 'normal', flag ? 'enter-full-screen' : 'leave-full-screen')
  }

  getBounds = () => ({ ...this.#bounds })
  getNormalBounds = () => ({ ...this.#bounds })
  getContentBounds = () => ({ ...this.#bounds })
  getSize = () => [this.#bounds.width, this.#bounds.height]
  getContentSize = () => [this.#bounds.width, this.#bounds.height]
  getPosition = () => [this.#bounds.x, this.#bounds.y]
  setBounds = (bounds: Partial<Rectangle>) => this.#setBounds(bounds)
  setContentBounds = (bounds: Rectangle) => this.#setBounds(bounds)
  setSize = (width: number, height: number) => this.#setBounds({ width, height })
  setContentSize = (width: number, height: number) => this.#setBounds({ width, height })
  setPosition = (x: number, y: number) => this.#setBounds({ x, y })
  center = record('center', undefined)
  setMinimumSize = record('setMinimumSize', undefined)

  getTitle = () => this.title
  setTitle(title: string): void {
    this.title = title
  }

  getBackgroundColor = () => this.#background
  setBackgroundColor(color: string): void {
    this.#background = color
  }

  isAlwaysOnTop = () => this.#alwaysOnTop
  setAlwaysOnTop(flag: boolean): void {
    this.#alwaysOnTop = flag
  }

  setMenuBarVisibility(visible: boolean): void {
    this.menuBarVisible = visible
  }

  isMenuBarVisible = () => this.menuBarVisible
  setAutoHideMenuBar(hide: boolean): void {
    this.autoHideMenuBar = hide
  }

  setMenu = record('setMenu', undefined)
  removeMenu = record('removeMenu', undefined)
  setIcon = record('setIcon', undefined)
  setProgressBar = record('setProgressBar', undefined)
  flashFrame = record('flashFrame', undefined)
  setTitleBarOverlay = record('setTitleBarOverlay', undefined)
  setSkipTaskbar = record('setSkipTaskbar', undefined)
  setContentProtection = record('setContentProtection', undefined)
  moveTop = record('moveTop', undefined)

  static getAllWindows(): ElectronWindow[] {
    return [...windows.values()].map(faceOf)
  }

  static fromWebContents(contents: WebContents): ElectronWindow | null {
    const window = windows.get(behind(contents) as WebContentsDouble)
    return window ? faceOf(window) : null
  }

  static fromId(id: number): ElectronWindow | null {
    return BrowserWindowDouble.getAllWindows().find((window) => window.id === id) ?? null
  }

  static getFocusedWindow(): ElectronWindow | null {
    return focus.window ? faceOf(focus.window) : null
  }

  /** `close`, which the app may refuse, then the end. Resolves to whether the window is gone. */
  static async requestClose(window: BrowserWindowDouble): Promise<boolean> {
    if (window.#destroyed) return true
    const event = hostEvent()
    window.emit('close', event)
    if (event.defaultPrevented) return false
    window.destroy()
    await window.#closed
    return true
  }

  /** A person closed the Chromium window, or its page went away with the browser. */
  static onPageGone(window: BrowserWindowDouble): void {
    if (window.#destroyed || window.#pageLost) return
    window.#pageLost = true
    window.#visible = false
    void BrowserWindowDouble.requestClose(window)
  }

  #register(): void {
    const self = { requestClose: () => BrowserWindowDouble.requestClose(this), destroy: () => this.destroy() }
    registered.set(this, self)
    openWindows.add(self)
    windows.set(this.#contents, this)
    setImmediate(() => {
      appEvents.emit('browser-window-created', hostEvent(), faceOf(this))
      appEvents.emit('web-contents-created', hostEvent(), this.webContents)
      if (this.#visible) this.focus()
    })
  }

  #setVisible(visible: boolean): void {
    if (visible && this.#pageLost) {
      this.#pageLost = false
      ignoreGone(pageOf(this.#contents).reopen())
    }
    if (visible === this.#visible) return
    this.#visible = visible
    this.#moveRealWindow({ windowState: visible ? 'normal' : 'minimized' })
    this.emit(visible ? 'show' : 'hide')
  }

  #setState(state: WindowState, event: string): void {
    if (state === this.#state) return
    this.#state = state
    this.#moveRealWindow({ windowState: state })
    this.emit(event)
  }

  #setBounds(change: Partial<Rectangle>): void {
    const { x, y, width, height } = { ...this.#bounds, ...change }
    const moved = x !== this.#bounds.x || y !== this.#bounds.y
    const resized = width !== this.#bounds.width || height !== this.#bounds.height
    this.#bounds = { x, y, width, height }
    this.#moveRealWindow({ left: x, top: y, width, height })
    if (resized && !launchOptions.visible)
      ignoreGone(pageOf(this.#contents).page.then((page) => page.resize(width, height)))
    if (resized) this.emit('resize')
    if (moved) this.emit('move')
  }

  /** A headless window stays as it is: minimizing it would stop its page from drawing. */
  #moveRealWindow(bounds: Record<string, unknown>): void {
    if (!launchOptions.visible) return
    ignoreGone(pageOf(this.#contents).page.then((page) => page.setWindowBounds(bounds)))
  }

  #onTitle(event: { defaultPrevented: boolean }, title: string, explicit: boolean): void {
    this.emit('page-title-updated', event, title, explicit)
    if (!event.defaultPrevented) this.title = title
  }

  #openChild(url: string, verdict: { overrideBrowserWindowOptions?: BrowserWindowConstructorOptions }): void {
    const child = new BrowserWindowDouble(verdict.overrideBrowserWindowOptions ?? {})
    ignoreGone(child.loadURL(url))
    this.#contents.emit('did-create-window', faceOf(child), { url })
  }
}

const registered = new WeakMap<BrowserWindowDouble, { requestClose(): Promise<boolean>; destroy(): void }>()

/** Finds the window whose page has this target. */
export function windowOfTarget(targetId: string): BrowserWindowDouble | undefined {
  const contents = WebContentsDouble.byTarget(targetId)
  return contents && windows.get(contents)
}

export const allWindows = () => windows.keys()

export const BrowserWindow = strict<typeof ElectronWindow>('BrowserWindow', BrowserWindowDouble)
