import { app } from 'electron'
import type { Clock } from '../lib/clock.ts'
import { within } from '../lib/within.ts'
import { askPerson } from './ask-person.ts'
import type { WindowBook } from './window-book.ts'

/** A disk that neither takes an answer nor refuses it keeps an app without a window so long, and not for ever. */
export const SAVED_WITHIN_MS = 10_000

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
  #clock: Clock
  #begun = false
  #comes_back = false
  #asking = false
  #waiting = false

  constructor(windows: WindowBook, work: Work, clock: Clock) {
    this.#windows = windows
    this.#work = work
    this.#clock = clock
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
    // Told twice, it quits once: a second quit would cut the first short.
    if (process.platform === 'darwin' || this.#waiting || !this.#isUnwatched()) return
    this.#waiting = true
    await within(this.#clock, SAVED_WITHIN_MS, this.#work.answers.saved())
    this.#waiting = false
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
  return (await askPerson(question)) === 0
}
