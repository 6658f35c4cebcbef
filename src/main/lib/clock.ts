/** Undoes what returned it. Calling it twice is harmless. */
export type Undo = () => void

/** Monotonic time that does not run while the computer sleeps. All deadlines are kept on it. */
export interface Clock {
  /** Milliseconds since an arbitrary moment; never goes back, never jumps. */
  now(): number
  /** Milliseconds since 1970, for people to read; never used for a deadline. */
  wallTime(): number
  /** Calls `run` once, `ms` of awake time from now. */
  after(ms: number, run: () => void): Undo
}
