import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { SimulatorEngine } from '../../src/main/engines/simulator/simulator-engine.ts'
import { ForkHost } from '../../src/main/engines/worker/fork-host.ts'
import { PidBook } from '../../src/main/engines/worker/pid-book.ts'
import { AwakeClock } from '../../src/main/lib/awake-clock.ts'
import { findLeaks, takeStock } from '../../src/main/self-test/leaks.ts'
import { SIMULATOR_ID } from '../../src/main/store/connections.ts'
import type { Store } from '../../src/main/store/store.ts'
import { openStore } from '../../src/main/store/store.ts'
import { StreamRegistry } from '../../src/main/streams/stream-registry.ts'
import type { SessionId, StreamId, TraceId } from '../../src/shared/ids.ts'
import { DEFAULT_SETTINGS } from '../../src/shared/settings.ts'
import { PseudoRandom } from '../support/pseudo-random.ts'
import type { Sample } from './slope.ts'
import { slopePerHour } from './slope.ts'

/**
 * Eight sessions of the real core, with real engine processes and the real store, stop and resend at random for `--minutes`.
 * What a process holds must stay where it was: the growth in an hour is printed for each, measured after a time to warm up.
 * Exit code 1: something was left behind, or what must be flat is not.
 */
const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '30' }, seed: { type: 'string', default: '1' } },
})
const MINUTES = Number(values.minutes)
const SESSIONS = 8
/** A chat is deleted for good after so many answers and a new one begun, so that what is stored has an end, too. */
const ANSWERS_A_CHAT = 20
const WARM_UP_SHARE = 0.3
const SAMPLE_EVERY_MS = Math.max(250, (MINUTES * 60_000) / 200)
const MODELS = [
  'normal?rate=1000&length=2000&first_ms=5',
  'reasoning?rate=500&length=500&first_ms=5',
  'late-tokens?length=2000',
]
/**
 * In an hour. Memory breathes with the collector: its line may rise by this much and is flat all the same. The live heap is what is
 * left after a full collection (`node --expose-gc`): a leak of a few hundred bytes an answer shows in it.
 */
const FLAT: Record<string, number> = {
  'memory in MB': 30,
  'live heap in MB': 2,
  'open files': 2,
  'things held open': 2,
  listeners: 1,
  'engine processes': 2,
  'database in MB': 5,
}

const stock = takeStock()
const folder = mkdtempSync(join(tmpdir(), 'sluice-soak-'))
const clock = new AwakeClock()
const store = await openStore({
  file: join(folder, 'soak.db'),
  worker: new URL('../../src/main/store/store-worker.ts', import.meta.url),
  clock,
  writeLog: () => {},
})
const engine = new SimulatorEngine({
  host: new ForkHost(
    fileURLToPath(new URL('../../src/main/engines/worker/worker-entry.ts', import.meta.url)),
  ),
  clock,
  writeLog: () => {},
  pidBook: new PidBook(join(folder, 'pids.json')),
  timeouts: () => DEFAULT_SETTINGS.timeouts,
})
let ended = 0
const registry = new StreamRegistry({
  clock,
  journal: store.journal,
  engineFor: () => engine,
  writeLog: () => {},
  newId: randomUUID,
  sink: {
    opened: () => {},
    event: ({ type }) => void (type === 'done' && ended++),
    activity: () => {},
    unsaved: () => {},
  },
})
const series: Record<string, Sample[]> = {}
const from = performance.now()
const until = from + MINUTES * 60_000
const people = Array.from({ length: SESSIONS }, (_, index) =>
  person(new PseudoRandom(Number(values.seed) + index), store),
)
while (performance.now() < until) {
  await delay(Math.min(SAMPLE_EVERY_MS, until - performance.now()))
  note()
}
await Promise.all(people)
await registry.saved()
const pids = engine.supervisor.pids()
await engine.dispose()
await store.dispose()
clock.dispose()
rmSync(folder, { recursive: true, force: true })
const left = await findLeaks(stock, pids)
process.exitCode = tell(left) ? 0 : 1

/** Sends, and then waits for the end, stops, or sends the next one over it. */
async function person(random: PseudoRandom, { sessions }: Store): Promise<void> {
  while (performance.now() < until) {
    const { session_id } = await sessions.create(null)
    for (let answer = 0; answer < ANSWERS_A_CHAT && performance.now() < until; answer++) {
      const stream_id = send(session_id, MODELS[Math.floor(random.next() * MODELS.length)] ?? '')
      await delay(random.next() * 400)
      if (random.next() < 0.5) await registry.stop(stream_id)
    }
    await registry.stopAll('stopped', (stream) => stream.session_id === session_id)
    await registry.saved()
    await sessions.purge(session_id)
    registry.forget(session_id)
  }
}

function send(session_id: SessionId, model: string): StreamId {
  return registry.open({
    session_id,
    prompt: 'Go on',
    queue_id: null,
    trace_id: randomUUID() as TraceId,
    model: { connection_id: SIMULATOR_ID, model },
    parent_id: store.sessions.leaf(session_id),
  }).stream_id
}

function note(): void {
  globalThis.gc?.()
  const held = process.getActiveResourcesInfo()
  const values: Record<string, number> = {
    'memory in MB': process.memoryUsage.rss() / 1e6,
    ...(globalThis.gc && { 'live heap in MB': process.memoryUsage().heapUsed / 1e6 }),
    'things held open': held.filter((kind) => kind !== 'Timeout' && kind !== 'Immediate').length,
    listeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
    'engine processes': engine.supervisor.pids().length,
    'database in MB': readdirSync(folder).reduce((sum, name) => sum + sizeOf(join(folder, name)), 0) / 1e6,
    ...(process.platform === 'linux' && { 'open files': readdirSync('/proc/self/fd').length }),
  }
  const at_ms = performance.now() - from
  for (const [what, value] of Object.entries(values)) (series[what] ??= []).push({ at_ms, value })
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

/** True when all is flat and nothing is left. */
function tell(left: readonly string[]): boolean {
  console.log(
    `${SESSIONS} sessions, ${MINUTES} min, seed ${values.seed}: ${ended.toLocaleString('en')} answers ended`,
  )
  let flat = true
  for (const [what, samples] of Object.entries(series)) {
    const warm = samples.filter(({ at_ms }) => at_ms > MINUTES * 60_000 * WARM_UP_SHARE)
    const slope = slopePerHour(warm)
    const limit = FLAT[what] ?? 0
    // A short run says little about an hour: what it grew by in its own time counts.
    const grown = slope * Math.min(1, (MINUTES * (1 - WARM_UP_SHARE)) / 60)
    if (grown > limit) flat = false
    const shown = `${warm[0]?.value.toFixed(2)} to ${warm.at(-1)?.value.toFixed(2)}`
    console.log(
      `  ${what.padEnd(18)} ${shown.padEnd(18)} ${slope.toFixed(2)} an hour${grown > limit ? '  NOT FLAT' : ''}`,
    )
  }
  console.log(left.length === 0 ? '  nothing left behind' : `  left behind: ${left.join('; ')}`)
  return flat && left.length === 0 && ended > 0
}
