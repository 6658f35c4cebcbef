import { app } from 'electron'
import type { WindowBook } from './window-book.ts'

/** Without a window the app stays as long as an answer is written (docs/decisions/0003), on macOS as people there expect. */
export class Leaving {
  #windows: WindowBook
  #streams: { readonly size: number }
  #begun = false
  #comes_back = false

  constructor(windows: WindowBook, streams: { readonly size: number }) {
    this.#windows = windows
    this.#streams = streams
  }

  begin(): void {
    this.#begun = true
  }

  /** Shows a window; an app that is already leaving starts anew instead of opening one on parts half closed. */
  orShow(show = () => this.#windows.show()): void {
    if (!this.#begun) return show()
    if (this.#comes_back) return
    this.#comes_back = true
    app.relaunch()
  }

  /** Ends the app in order, and starts it again. */
  startAgain(): void {
    if (!this.#comes_back) app.relaunch()
    this.#comes_back = true
    app.quit()
  }

  whenUnwatched(): void {
    if (this.#begun || process.platform === 'darwin') return
    if (this.#windows.count === 0 && this.#streams.size === 0) app.quit()
  }
}
