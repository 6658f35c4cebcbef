import { url as debuggerAddress } from 'node:inspector'
import { Worker } from 'node:worker_threads'
import type { WatcherData } from './loop-watch-pulse.ts'
import { LOOK_MS, ONGOING_MS, PULSE, PULSE_BYTES, TICK_MS } from './loop-watch-pulse.ts'

export interface LoopWatchOptions {
  /** The file a `LogFile` writes: the watcher appends to it by itself while main hangs. */
  log_path: string
  /** The watcher's code: loop-watch-thread.ts in plain Node, its bundle in the app. */
  worker: URL
  writeLog: (line: { event: string; [field: string]: unknown }) => void
}

/** Shorter blocks are nothing a person notices. */
const BLOCK_MS = 250
const DISPOSE_LIMIT_MS = 500

/**
 * Leaves evidence of every time main's event loop stood still: `loop_blocked {where: 'main', ms}` afterwards, and from 1 s on
 * also while it lasts, with `ongoing` and, where main can be asked, with `at`. Like a night watchman's clock: main turns the
 * key at each round, and somebody outside notices when the key is not turned. A sleep of the computer is no block.
 */
export class LoopWatch {
  #writeLog: LoopWatchOptions['writeLog']
  #cells: Int32Array<SharedArrayBuffer>
  #watcher: Worker
  #watcher_ended = false
  #ticker: NodeJS.Timeout
  #ticked_at = performance.now()
  #looks = 0
  /** A block that is told at the next tick, unless a resume says that it was sleep. */
  #held_ms: number | null = null

  constructor({ log_path, worker, writeLog }: LoopWatchOptions) {
    this.#writeLog = writeLog
    const pulse = new SharedArrayBuffer(PULSE_BYTES)
    this.#cells = new Int32Array(pulse)
    this.#watcher = new Worker(worker, {
      name: 'loop-watch',
      workerData: { pulse, log_path } satisfies WatcherData,
    })
    this.#watcher.on('error', (error) => writeLog({ event: 'loop_watch_failed', message: String(error) }))
    this.#watcher.once('exit', () => (this.#watcher_ended = true))
    this.#watcher.unref()
    this.#tellDebugger()
    this.#ticker = setInterval(() => this.#tick(), TICK_MS)
    this.#ticker.unref()
  }

  /** From the system's suspend to its resume nothing counts. */
  suspend(): void {
    Atomics.store(this.#cells, PULSE.asleep, 1)
  }

  /** Also without a suspend: not every system says one. */
  resume(): void {
    Atomics.store(this.#cells, PULSE.asleep, 0)
    this.#held_ms = this.#takeTold()
    this.#startOver()
  }

  /** Ends the timer and the watcher. Takes at most half a second; never rejects. */
  async dispose(): Promise<void> {
    clearInterval(this.#ticker)
    this.#tick()
    this.#tellHeld()
    let limit: NodeJS.Timeout | undefined
    // A thread inside a hanging disk call ends when that call returns.
    const late = new Promise((resolve) => (limit = setTimeout(resolve, DISPOSE_LIMIT_MS)))
    await Promise.race([this.#watcher.terminate(), late])
    clearTimeout(limit)
  }

  #tick(): void {
    // A resume that belongs to it would have come by now.
    this.#tellHeld()
    const late_ms = performance.now() - this.#ticked_at - TICK_MS
    const asleep = Atomics.load(this.#cells, PULSE.asleep) === 1
    const told_ms = this.#takeTold()
    const is_block = late_ms >= BLOCK_MS && !asleep && this.#wasOnlyMain(late_ms)
    this.#held_ms = is_block ? late_ms : told_ms
    this.#tellDebugger()
    this.#startOver()
  }

  /** Whether the watcher ran meanwhile. If not, the whole process was stopped or asleep; that is nobody's hang. */
  #wasOnlyMain(late_ms: number): boolean {
    if (late_ms < ONGOING_MS || this.#watcher_ended || this.#looks === 0) return true
    const looks = Atomics.load(this.#cells, PULSE.looks) - this.#looks
    return looks >= late_ms / LOOK_MS / 2
  }

  /** What the watcher told of as lasting: its end has to be told, whatever it was. */
  #takeTold(): number | null {
    return Atomics.exchange(this.#cells, PULSE.told_ms, 0) || null
  }

  #startOver(): void {
    Atomics.add(this.#cells, PULSE.ticks, 1)
    this.#looks = Atomics.load(this.#cells, PULSE.looks)
    this.#ticked_at = performance.now()
  }

  #tellHeld(): void {
    if (this.#held_ms === null) return
    this.#writeLog({ event: 'loop_blocked', where: 'main', ms: Math.round(this.#held_ms) })
    this.#held_ms = null
  }

  #tellDebugger(): void {
    Atomics.store(this.#cells, PULSE.debugged, debuggerAddress() === undefined ? 0 : 1)
  }
}
