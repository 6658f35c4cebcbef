/** What main and its watcher tell each other without a message: cells of one shared Int32Array. */
export const PULSE = {
  /** Main: counts its ticks. */
  ticks: 0,
  /** Main: 1 from the system's suspend to its resume. */
  asleep: 1,
  /** Main: 1 while a debugger may be attached to it. */
  debugged: 2,
  /** The watcher: counts its looks. */
  looks: 3,
  /** The length of a block that the watcher told while it lasts, in milliseconds; main takes it away and tells the end. */
  told_ms: 4,
} as const

export const PULSE_BYTES = 5 * Int32Array.BYTES_PER_ELEMENT

/** How often main ticks. A block is measured up to so much too short. */
export const TICK_MS = 100
/** How often the watcher looks; seldom, because it looks all day. */
export const LOOK_MS = 250
/** A main without a tick for this long is told of while it lasts. */
export const ONGOING_MS = 1_000

/** What the watcher is started with. */
export interface WatcherData {
  pulse: SharedArrayBuffer
  log_path: string
}
