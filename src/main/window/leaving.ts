import { app, BrowserWindow, dialog } from 'electron'
import type { WindowBook } from './window-book.ts'

/** What goes on without a window: answers, the queues that send their next prompt by themselves, and what is not saved yet. */
interface Work {
  answers: { readonly size: number; saved(): Promise<void> }
  queues: { readonly due: number }
  /** How many answers the disk refused. */
  unsaved: () => number
}

/** Without a window the app stays until each answer is written and saved (docs/decisions/0003), on macOS as people there expect. */
export class Leaving {
  #windows: WindowBook
  #work: Work
  #begun = false
  #comes_back = false
  #asking = false

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

  /** A person's Quit. What would be lost by it is asked about; who quits again meanwhile means it. */
  async quit(): Promise<void> {
    if (this.#asking || this.#begun || this.#work.unsaved() === 0) return app.quit()
    this.#asking = true
    const loses = await asksToLose(this.#work.unsaved())
    this.#asking = false
    if (loses) app.quit()
  }

  async whenUnwatched(): Promise<void> {
    if (process.platform === 'darwin' || !this.#isUnwatched()) return
    await this.#work.answers.saved()
    if (this.#isUnwatched()) app.quit()
  }

  #isUnwatched(): boolean {
    const { answers, queues, unsaved } = this.#work
    return (
      !this.#begun && this.#windows.count === 0 && answers.size === 0 && queues.due === 0 && unsaved() === 0
    )
  }
}

async function asksToLose(unsaved: number): Promise<boolean> {
  const question = {
    type: 'warning' as const,
    message: unsaved === 1 ? 'One answer is not saved yet.' : `${unsaved} answers are not saved yet.`,
    detail: 'The disk refuses what you saw. Sluice tries again every second; when you quit now, it is lost.',
    buttons: ['Quit and lose it', 'Keep Sluice open'],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  }
  const parent = BrowserWindow.getFocusedWindow()
  const { response } = parent
    ? await dialog.showMessageBox(parent, question)
    : await dialog.showMessageBox(question)
  return response === 0
}
