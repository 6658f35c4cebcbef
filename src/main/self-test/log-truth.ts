import type { LogLine } from '../ports.ts'

/** What only a stream at its engine can do; a status is told while it still waits, saving goes on after its end. */
const RUNNING_ONLY: ReadonlySet<string> = new Set(['stream_first_token', 'stream_settled'])
/** A window may tell of a stream of an older log. */
const OF_ANY_TIME: ReadonlySet<string> = new Set(['stale_dropped'])

export interface Lie {
  /** `overlap`: two streams of a session at once; `no_end`: told by `end` alone; `order`: all else. */
  kind: 'overlap' | 'no_end' | 'order'
  says: string
}

export interface LogTruthOptions {
  /** How many streams are remembered of those that are over, and of those that are not; all when not given. */
  remember?: number
  /** Whether the log may begin in the middle: a stream it does not know is no lie then. */
  begins_late?: boolean
}

/**
 * Holds a lifecycle log to its grammar (invariant I10), line by line: opens = ends + discarded, one `stream_end` before the
 * session's next `stream_start`, nothing of a stream that was never opened.
 */
export class LogTruth {
  #live = new Map<unknown, 'open' | 'started'>()
  #over = new Set<unknown>()
  #running = new Map<unknown, unknown>()
  #remember: number
  #knows_all: boolean

  constructor({ remember = Infinity, begins_late = false }: LogTruthOptions = {}) {
    this.#remember = remember
    this.#knows_all = !begins_late
  }

  /** The lies of one line. */
  see({ event, stream_id, session_id }: LogLine): Lie[] {
    if (OF_ANY_TIME.has(event)) return []
    const state = this.#live.get(stream_id) ?? (this.#over.has(stream_id) ? 'over' : undefined)
    const unheard = state === undefined && !this.#knows_all
    const lies: Lie[] = []
    const order = (fault: string): void => void lies.push({ kind: 'order', says: fault })
    switch (event) {
      case 'stream_open':
        if (state) order(`${String(stream_id)} was opened twice`)
        this.#live.set(stream_id, 'open')
        this.#forget(this.#live)
        break
      case 'stream_start':
        if (state !== 'open' && !unheard) order(`${String(stream_id)} started without being open`)
        if (this.#running.has(session_id)) {
          const says = `${String(stream_id)} started while another of its session had not ended`
          lies.push({ kind: 'overlap', says })
        }
        this.#live.set(stream_id, 'started')
        this.#running.set(session_id, stream_id)
        this.#forget(this.#running)
        break
      case 'stream_end':
        if (state !== 'started' && !unheard) order(`${String(stream_id)} ended without having started`)
        this.#isOver(stream_id)
        if (this.#running.get(session_id) === stream_id) this.#running.delete(session_id)
        break
      case 'stream_discarded':
        if (state !== 'open' && !unheard) order(`${String(stream_id)} was discarded without being open`)
        this.#isOver(stream_id)
        break
      default:
        if (unheard) break
        if (typeof stream_id === 'string' && !state) order(`${stream_id} was never opened, but “${event}”`)
        if (RUNNING_ONLY.has(event) && state !== 'started')
          order(`“${event}” of ${String(stream_id)}, which was not running`)
    }
    return lies
  }

  /** Lines may be missing here: what is known of streams that are not over is not held against them any more. */
  missed(): void {
    this.#live.clear()
    this.#running.clear()
    this.#knows_all = false
  }

  /** The log is complete: what has no end now never will. */
  end(): Lie[] {
    return [...this.#live.keys()].map((id) => ({ kind: 'no_end', says: `${String(id)} has no end` }))
  }

  #isOver(stream_id: unknown): void {
    this.#live.delete(stream_id)
    this.#over.add(stream_id)
    this.#forget(this.#over)
  }

  /** The oldest, when there are too many to remember. */
  #forget(streams: Map<unknown, unknown> | Set<unknown>): void {
    if (streams.size <= this.#remember) return
    const [oldest] = streams.keys()
    streams.delete(oldest)
    this.#knows_all = false
  }
}

/** Each lie of a whole log in a sentence. */
export function findLogLies(log: readonly LogLine[]): string[] {
  const truth = new LogTruth()
  const lies = log.flatMap((line) => truth.see(line))
  return [...lies, ...truth.end()].map(({ says }) => says)
}
