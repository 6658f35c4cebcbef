import type { FSWatcher } from 'node:fs'
import { watch } from 'node:fs'
import type { Clock, Undo } from '../lib/clock.ts'

/** A file that is copied tells of itself many times. */
const SETTLE_MS = 300
/** Not every disk tells (a share of the network), and a folder may come later: so often it is looked at all the same. */
const LOOK_MS = 30_000

/** Says when something in a folder may have changed. */
export class FolderWatch {
  #clock: Clock
  #folder: () => string
  #onChange: () => void
  #watched: { folder: string; watcher: FSWatcher } | null = null
  #settling: Undo | null = null
  #looking: Undo | null = null

  constructor(clock: Clock, folder: () => string, onChange: () => void) {
    this.#clock = clock
    this.#folder = folder
    this.#onChange = onChange
  }

  /** Begins, or goes on with another folder. */
  follow(): void {
    const folder = this.#folder()
    if (this.#watched?.folder !== folder) {
      this.#close()
      this.#watched = this.#begin(folder)
    }
    this.#looking?.()
    this.#looking = this.#clock.after(LOOK_MS, () => {
      this.follow()
      this.#onChange()
    })
  }

  dispose(): void {
    this.#close()
    this.#looking?.()
    this.#settling?.()
    this.#looking = this.#settling = null
  }

  #begin(folder: string): { folder: string; watcher: FSWatcher } | null {
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => {
        // A download grows under this name all the time, and is of no interest until it has another.
        if (!name?.endsWith('.part')) this.#stir()
      })
      // The folder went, or the system has no more watches to give: looking is left.
      watcher.on('error', () => this.#close())
      return { folder, watcher }
    } catch {
      return null
    }
  }

  #stir(): void {
    this.#settling ??= this.#clock.after(SETTLE_MS, () => {
      this.#settling = null
      this.#onChange()
    })
  }

  #close(): void {
    this.#watched?.watcher.close()
    this.#watched = null
  }
}
