import { appendFileSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { workerData } from 'node:worker_threads'
import { framesOfMain } from './loop-watch-frames.ts'
import type { WatcherData } from './loop-watch-pulse.ts'
import { LOOK_MS, PULSE } from './loop-watch-pulse.ts'
import type { Look } from './loop-watch-witness.ts'
import { LoopWitness } from './loop-watch-witness.ts'

/** The watcher's thread: a loop of its own, so that it can write down that main hangs while main hangs. */

const { pulse, log_path } = workerData as WatcherData
const cells = new Int32Array(pulse)

function lookNow(): Look {
  return {
    now: performance.now(),
    ticks: ticks(),
    asleep: Atomics.load(cells, PULSE.asleep) === 1,
  }
}

function ticks(): number {
  return Atomics.load(cells, PULSE.ticks)
}

async function tell(blocked_ms: number): Promise<void> {
  const time = new Date().toISOString()
  const before = ticks()
  // Who debugs main has stopped it, and would be disturbed by a second debugger.
  const at = Atomics.load(cells, PULSE.debugged) === 1 ? null : await framesOfMain()
  // It has gone on meanwhile and tells the whole of it by itself.
  if (ticks() !== before) return
  const ms = Math.round(blocked_ms)
  // Before the line: main must not miss that its end is to be told.
  Atomics.store(cells, PULSE.told_ms, ms)
  const line = { time, event: 'loop_blocked', where: 'main', ms, ongoing: true, ...(at && { at }) }
  try {
    mkdirSync(dirname(log_path), { recursive: true })
    appendFileSync(log_path, `${JSON.stringify(line)}\n`)
  } catch {
    // Without a disk there is no log.
  }
}

const witness = new LoopWitness(lookNow())
setInterval(() => {
  Atomics.add(cells, PULSE.looks, 1)
  const blocked_ms = witness.look(lookNow())
  if (blocked_ms !== null) void tell(blocked_ms)
}, LOOK_MS)
