import type { Clock, Undo } from '../lib/clock.ts'
import type { WriteLog } from '../ports.ts'
import { whyItFailed } from './update-failure.ts'

/** Not while the app starts. */
const FIRST_LOOK_MS = 60_000
export const LOOK_EVERY_MS = 24 * 60 * 60_000
/** A look that hears nothing for so long is given up: Electron's requests have no limit of their own. */
export const SILENT_MS = 5 * 60_000
/** However much it hears. */
export const LOOK_WITHIN_MS = 6 * 60 * 60_000

/** Whether a build can be renewed at all. On Linux packages are renewed by who brought them. */
export function canBeRenewed(build: {
  is_packaged: boolean
  platform: NodeJS.Platform
  /** Only a signed build has one (build/electron-builder.mjs). */
  has_feed: boolean
}): boolean {
  return build.is_packaged && build.has_feed && build.platform !== 'linux'
}

/** Where newer versions of the app come from. */
export interface UpdateSource {
  /**
   * Fetches a newer version whole and checks who made it; it takes this one's place when the app has quit. null: there is none.
   * `heard` is called as bytes come; `signal` ends it.
   */
  fetch(options: { signal: AbortSignal; heard: () => void }): Promise<string | null>
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
  #look: AbortController | null = null
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
    this.#look?.abort(new Error('the app quits'))
  }

  #lookIn(ms: number): void {
    if (this.#ended) return
    this.#next = this.#options.clock.after(ms, () => void this.#lookIfWanted())
  }

  async #lookIfWanted(): Promise<void> {
    const { wanted, writeLog } = this.#options
    if (wanted()) {
      try {
        const version = await this.#lookOnce()
        writeLog({ event: 'update_looked', found: version })
        // One that waits for the end of the app is enough.
        if (version !== null) return
      } catch (error) {
        if (!this.#ended) writeLog({ event: 'update_failed', ...whyItFailed(error) })
      }
    }
    this.#lookIn(LOOK_EVERY_MS)
  }

  /** Ends within its limits, also where the source does not. */
  async #lookOnce(): Promise<string | null> {
    const { clock, source } = this.#options
    const look = new AbortController()
    this.#look = look
    const { promise: given_up, reject } = Promise.withResolvers<never>()
    look.signal.addEventListener('abort', () => reject(look.signal.reason as Error))
    const stop = (): void => look.abort(new UpdateSilent())
    const whole = clock.after(LOOK_WITHIN_MS, stop)
    let silence = clock.after(SILENT_MS, stop)
    const heard = (): void => {
      silence()
      if (!look.signal.aborted && this.#look === look) silence = clock.after(SILENT_MS, stop)
    }
    try {
      const fetched = source().then((from) => from.fetch({ signal: look.signal, heard }))
      return await Promise.race([fetched, given_up])
    } finally {
      this.#look = null
      whole()
      silence()
    }
  }
}

/** The other side says nothing more, and is not waited for. */
class UpdateSilent extends Error {
  readonly code = 'SILENT'

  constructor() {
    super('nothing was heard for too long')
  }
}
