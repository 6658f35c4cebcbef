// The whole `electron` module as main sees it.
import { app } from './app.ts'
import { appEvents } from './app-events.ts'
import { allWindows, BrowserWindow, BrowserWindowDouble, windowOfTarget } from './browser-window.ts'
import * as desktop from './desktop.ts'
import { ipcMain } from './ipc-main.ts'
import { Menu, MenuItem } from './menu.ts'
import { MessageChannelMain } from './message-ports.ts'
import { emulateTheme, nativeTheme } from './native-theme.ts'
import { nativeImage } from './native-image.ts'
import { net } from './net.ts'
import { protocol } from './protocol.ts'
import { calls, type RecordedCall } from './recorder.ts'
import { safeStorage } from './safe-storage.ts'
import { screen } from './screen.ts'
import { defaultSession, session } from './session.ts'
import { missingModule, strict } from './strict.ts'
import { utilityProcess } from './utility-process.ts'
import { pageOf, webContents, WebContentsDouble } from './web-contents.ts'
import type { Chromium, Popup } from '../browser/chromium.ts'
import { fromChromium } from '../browser/custom-scheme.ts'
import { ignoreGone } from '../host-log.ts'

const implemented = {
  ...desktop,
  app,
  BrowserWindow,
  ipcMain,
  Menu,
  MenuItem,
  MessageChannelMain: strict<typeof Electron.MessageChannelMain>('MessageChannelMain', MessageChannelMain),
  nativeImage,
  nativeTheme,
  net,
  protocol,
  safeStorage,
  screen,
  session,
  utilityProcess,
  webContents,
}

/** Importable, as `import { autoUpdater } from 'electron'` must link, but unusable. */
const MISSING = [
  'autoUpdater',
  'BaseWindow',
  'BrowserView',
  'contentTracing',
  'desktopCapturer',
  'ImageView',
  'inAppPurchase',
  'netLog',
  'pushNotifications',
  'ShareMenu',
  'sharedTexture',
  'systemPreferences',
  'TouchBar',
  'View',
  'WebContentsView',
  'webFrameMain',
] as const

const missing = Object.fromEntries(MISSING.map((name) => [name, missingModule(name)]))

/** `__calls` is the double's own: what was only recorded. */
export type ElectronDouble = typeof Electron.CrossProcessExports & { __calls: RecordedCall[] }

export const electron = strict<ElectronDouble>('electron', { ...missing, ...implemented, __calls: calls })

appEvents.on('host:chromium', (browser: Chromium) => {
  browser.on('popup', ({ openerId, url }: Popup) => {
    const opener = WebContentsDouble.byTarget(openerId)
    if (opener) WebContentsDouble.askForPopup(opener, fromChromium(pageOf(opener).popupUrl || url))
  })
  browser.on('target-gone', (targetId: string) => {
    const window = windowOfTarget(targetId)
    if (window) BrowserWindowDouble.onPageGone(window)
  })
  browser.on('download', ({ url, suggestedFilename, frameId }: Record<string, string>) => {
    const item = strict('downloadItem', {
      getURL: () => fromChromium(url ?? ''),
      getFilename: () => suggestedFilename ?? '',
      cancel: () => {},
    })
    const contents = WebContentsDouble.byTarget(frameId ?? '')
    defaultSession.emit('will-download', { preventDefault() {} }, item, contents)
  })
})

nativeTheme.on('updated', () => {
  for (const contents of allWindows()) ignoreGone(pageOf(contents).page.then(emulateTheme))
})
