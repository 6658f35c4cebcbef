import { app } from 'electron'
import type { WindowBook } from './window-book.ts'

/** What goes on without a window: answers, and the queues that send their next prompt by themselves. */
interface Work {
  answers: { readonly size: number }
  queues: { readonly due: number }
}

/** Without a window the app stays as long as an answer is written (docs/decisions/0003), on macOS as people there expect. */
export class Leaving {
  #windows: WindowBook
  #work: Work
  #begun = false
  #comes_back = false

  constructor(windows: WindowBook, work: Work) {
    this.#windows = windows
    this.#work = work
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
    const { answers, queues } = this.#work
    if (this.#windows.count === 0 && answers.size === 0 && queues.due === 0) app.quit()
  }
}
