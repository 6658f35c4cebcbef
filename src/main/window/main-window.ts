import { BrowserWindow, dialog, nativeTheme, screen } from 'electron'
import type { Rectangle, WebContents } from 'electron'
import type { WriteLog } from '../ports.ts'
import { APP_PAGE } from './app-protocol.ts'

/** Where the window was; saved on the way out. */
export interface WindowPlace {
  bounds: Rectangle | null
  maximized: boolean
}

export interface WindowOptions {
  preload: string
  place: () => WindowPlace
  savePlace: (place: WindowPlace) => void
  writeLog: WriteLog
  /** Never shown, and asks nobody anything. */
  hidden: boolean
  /** The page of this id is gone or begins anew: nothing it said before holds any more. */
  forgetPage: (page_id: number) => void
  /** Lets a page save what it has before its window goes. Never rejects. */
  farewell: (contents: WebContents) => Promise<void>
}

const SIZE = { width: 1_180, height: 820 }
const SMALLEST = { minWidth: 420, minHeight: 420 }
/** --bg of the page in each theme, so that the first frame does not flash. */
const BACKGROUND = { light: '#fbfbfa', dark: '#141517' }
/** A page that crashes more often than this in a minute is left alone with a message. */
const RELOADS_MAX = 3
const RELOAD_WINDOW_MS = 60_000

/** Opens a window on the app's page. A page that crashes is loaded again; what it showed is in main. */
export function openWindow(options: WindowOptions): BrowserWindow {
  const { place, writeLog, hidden } = options
  const { bounds, maximized } = place()
  const window = new BrowserWindow({
    ...SIZE,
    ...SMALLEST,
    ...(bounds && isOnScreen(bounds) ? bounds : {}),
    show: false,
    title: 'Sluice',
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: true,
      // Answers go on in a hidden window; its timers must, too.
      backgroundThrottling: false,
    },
  })
  if (maximized) window.maximize()
  if (!hidden) window.once('ready-to-show', () => window.show())
  closeAfterFarewell(window, options)
  watchPage(window, options)
  tellPageGone(window.webContents, options.forgetPage)
  window.loadURL(APP_PAGE).catch((error: unknown) => {
    writeLog({ event: 'page_failed', message: String(error) })
    if (!window.isDestroyed() && !hidden) void askToReload(window)
  })
  return window
}

function closeAfterFarewell(window: BrowserWindow, { savePlace, farewell }: WindowOptions): void {
  let told = false
  window.on('close', (event) => {
    savePlace(placeOf(window))
    if (told) return
    told = true
    event.preventDefault()
    void farewell(window.webContents).then(() => {
      if (!window.isDestroyed()) window.close()
    })
  })
}

/** A screen may be gone since: a window nobody can reach is no window. */
function isOnScreen({ x, y, width, height }: Rectangle): boolean {
  return screen.getAllDisplays().some(({ workArea }) => {
    const overlap_x = Math.min(x + width, workArea.x + workArea.width) - Math.max(x, workArea.x)
    const overlap_y = Math.min(y + height, workArea.y + workArea.height) - Math.max(y, workArea.y)
    return overlap_x > 100 && overlap_y > 50
  })
}

/** Where a window is, for the next start. */
export function placeOf(window: BrowserWindow): WindowPlace {
  return { bounds: window.getNormalBounds(), maximized: window.isMaximized() }
}

function watchPage(window: BrowserWindow, { writeLog, hidden }: WindowOptions): void {
  const { webContents } = window
  const reloads: number[] = []
  webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    writeLog({ event: 'renderer_gone', page_id: webContents.id, reason, exit_code: exitCode })
    if (reason === 'clean-exit' || window.isDestroyed()) return
    const now = performance.now()
    reloads.push(now)
    if (reloads.filter((at) => now - at < RELOAD_WINDOW_MS).length <= RELOADS_MAX) webContents.reload()
    else if (!hidden) void askToReload(window)
  })
  webContents.on('preload-error', (_event, path, error) => {
    writeLog({ event: 'preload_failed', path, message: String(error) })
  })
}

/**
 * Whether a page hangs is known from its signs of life (page-watch.ts), which ask for no input as Electron's `unresponsive`
 * does. When its navigation starts and again when the new page has come, because the old one may speak until then.
 */
function tellPageGone(webContents: WebContents, forgetPage: WindowOptions['forgetPage']): void {
  const page_id = webContents.id
  const forget = (): void => forgetPage(page_id)
  webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) forget()
  })
  webContents.on('did-navigate', forget)
  webContents.on('render-process-gone', forget)
  webContents.on('destroyed', forget)
}

/** A page that keeps failing is not reloaded behind a person's back for ever. */
async function askToReload(window: BrowserWindow): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    message: 'This window could not be shown.',
    detail: 'Your answers go on and are saved. Load the window again, or close it.',
    buttons: ['Load again', 'Close'],
    defaultId: 0,
    cancelId: 1,
  })
  if (window.isDestroyed()) return
  if (response !== 0) return window.destroy()
  window.webContents.reload()
  window.show()
}
