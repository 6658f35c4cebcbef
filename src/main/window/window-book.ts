import { BrowserWindow } from 'electron'
import type { WebContents } from 'electron'
import type { WindowOptions } from './main-window.ts'
import { openWindow, placeOf } from './main-window.ts'

/** The app's windows. All show the same; none owns a stream. */
export class WindowBook {
  #options: WindowOptions

  constructor(options: WindowOptions) {
    this.#options = options
  }

  open(): BrowserWindow {
    return openWindow(this.#options)
  }

  /** Brings a window to the front, or opens one when there is none. */
  show(): void {
    const [window] = BrowserWindow.getAllWindows()
    if (!window) {
      this.open()
      return
    }
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
  }

  /** The window a person works in, for a command of the menu. */
  focused(): WebContents | null {
    const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0]
    return window?.webContents ?? null
  }

  pages(): WebContents[] {
    return BrowserWindow.getAllWindows().map((window) => window.webContents)
  }

  get count(): number {
    return BrowserWindow.getAllWindows().length
  }

  /** After each page saved what it has; at most for as long as a farewell lasts. Never rejects. */
  async closeInOrder(): Promise<void> {
    await Promise.all(this.pages().map((contents) => this.#options.farewell(contents)))
    this.closeAll()
  }

  /** At once, whatever a page wants; `destroy` tells no `close`, so the place is kept here. */
  closeAll(): void {
    for (const window of BrowserWindow.getAllWindows()) {
      this.#options.savePlace(placeOf(window))
      window.destroy()
    }
  }
}
