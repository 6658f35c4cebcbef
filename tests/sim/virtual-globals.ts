import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import v8 from 'node:v8'
import { runInThisContext } from 'node:vm'
import type { Owner, SimTime } from './sim-time.ts'

v8.setFlagsFromString('--allow-natives-syntax')
// V8's own switch (https://v8.dev/docs/builtin-functions): the one way to run promises without leaving this tick.
const checkpoint = runInThisContext('() => %PerformMicrotaskCheckpoint()') as () => void

/** Lets every promise that is ready run to its next real wait. Does nothing when called from within one. */
export const runPromises: () => void = checkpoint

export interface Surroundings {
  time: SimTime
  /** Whose code runs now: pages set their timers on the global scope. */
  owner: () => Owner
}

interface SimTimer {
  undo: () => void
}

let world: (Surroundings & { ids: number }) | null = null
let installed = false

/**
 * While `run` runs, the timers, times and random names of the global scope are those of the simulated world: pages use
 * them, and so does whoever forgot to ask for a clock. `run` must not wait for anything.
 */
export function withVirtualGlobals<Result>(surroundings: Surroundings, run: () => Result): Result {
  if (!installed) install()
  if (world) throw new Error('one simulated world at a time')
  world = { ...surroundings, ids: 0 }
  try {
    return run()
  } finally {
    world = null
  }
}

/** Once: outside of a simulated world everything is as it was. */
function install(): void {
  installed = true
  const { setTimeout, clearTimeout, setInterval } = globalThis
  const { randomUUID } = crypto
  const [realDate, realNow] = [Date.now, performance.now.bind(performance)]
  const virtual = {
    setTimeout: (run: () => void, ms = 0): unknown =>
      world ? ({ undo: world.time.after(ms, world.owner(), run) } satisfies SimTimer) : setTimeout(run, ms),
    clearTimeout: (timer: SimTimer & NodeJS.Timeout): void =>
      typeof timer?.undo === 'function' ? timer.undo() : clearTimeout(timer),
    // Only signs of life come regularly in a page, and nobody here listens for them.
    setInterval: (run: () => void, ms: number): unknown =>
      world ? { undo: () => {} } : setInterval(run, ms),
  }
  Object.assign(globalThis, virtual)
  Object.defineProperty(performance, 'now', { value: () => (world ? world.time.now : realNow()) })
  Date.now = () => (world ? world.time.wall() : realDate())
  crypto.randomUUID = (...options) => (world ? `u${++world.ids}-0-0-0-0` : randomUUID(...options))
  syncBuiltinESMExports()
}
