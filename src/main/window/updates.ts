import type { Clock, Undo } from '../lib/clock.ts'
import type { WriteLog } from '../ports.ts'

/** Not while the app starts. */
const FIRST_LOOK_MS = 60_000
export const LOOK_EVERY_MS = 24 * 60 * 60_000

/** Where newer versions of the app come from. */
export interface UpdateSource {
  /** Fetches a newer version whole and checks who made it; it takes this one's place when the app has quit. null: there is none. */
  fetch(): Promise<string | null>
}

export interface UpdatesOptions {
  source: () => Promise<UpdateSource>
  /** What the person said; asked before each look. */
  wanted: () => boolean
  clock: Clock
  writeLog: WriteLog
}

/** Looks for a newer version once a day, if that is wanted. What fails is tried again the next day; the app never notices. */
export class Updates {
  #options: UpdatesOptions
  #next: Undo | null = null
  #ended = false

  constructor(options: UpdatesOptions) {
    this.#options = options
  }

  start(): void {
    this.#lookIn(FIRST_LOOK_MS)
  }

  dispose(): void {
    this.#ended = true
    this.#next?.()
  }

  #lookIn(ms: number): void {
    if (this.#ended) return
    this.#next = this.#options.clock.after(ms, () => void this.#look())
  }

  async #look(): Promise<void> {
    const { wanted, source, writeLog } = this.#options
    if (wanted()) {
      try {
        const version = await (await source()).fetch()
        writeLog({ event: 'update_looked', found: version })
        // One that waits for the end of the app is enough.
        if (version !== null) return
      } catch (error) {
        writeLog({ event: 'update_failed', message: error instanceof Error ? error.message : String(error) })
      }
    }
    this.#lookIn(LOOK_EVERY_MS)
  }
}
