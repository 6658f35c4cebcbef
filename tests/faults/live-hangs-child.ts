import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { runInThisContext } from 'node:vm'
import { SimulatorEngine } from '../../src/main/engines/simulator/simulator-engine.ts'
import { ForkHost } from '../../src/main/engines/worker/fork-host.ts'
import { PidBook } from '../../src/main/engines/worker/pid-book.ts'
import { AwakeClock } from '../../src/main/lib/awake-clock.ts'
import { LogFile } from '../../src/main/lib/log-file.ts'
import { LoopWatch } from '../../src/main/lib/loop-watch.ts'
import type { LogLine } from '../../src/main/ports.ts'
import { openStore } from '../../src/main/store/store.ts'
import { StreamRegistry } from '../../src/main/streams/stream-registry.ts'
import type { ConnectionId, TraceId } from '../../src/shared/ids.ts'
import { DEFAULT_SETTINGS } from '../../src/shared/settings.ts'
import type { StreamEvent } from '../../src/shared/stream-event.ts'

/**
 * The app's parts without its windows, in a process of their own, made to hang in the way the second argument says. Says
 * `ready` when it may begin and a line of JSON at its end; the log file tells the rest.
 */
const [folder = '', way = ''] = process.argv.slice(2)
const at = (path: string): URL => new URL(`../../src/main/${path}`, import.meta.url)
const say = (words: unknown): void => void process.stdout.write(`${JSON.stringify(words)}\n`)
/** The watcher needs a moment to start: a hang lasts until it has told of it, but no longer than this. */
const HANG_MAX_MS = 15_000
const HANGS_MAX = 3

const log_path = join(folder, 'logs', 'sluice.log')
const log = new LogFile(log_path)
const written = new EventEmitter()
const writeLog = (line: LogLine): void => {
  log.write(line)
  written.emit(line.event)
}
writeLog({ event: 'app_start', version: 'test', host: 'node', pid: process.pid })
// At once: the watcher must not come before the start of the run it tells of.
log.flushNow()
const clock = new AwakeClock()
const watch = new LoopWatch({ log_path, worker: at('lib/loop-watch-thread.ts'), writeLog })
const store = await openStore({
  file: join(folder, 'sluice.db'),
  worker: at('store/store-worker.ts'),
  clock,
  writeLog,
})
const engine = new SimulatorEngine({
  host: new ForkHost(fileURLToPath(at('engines/worker/worker-entry.ts'))),
  clock,
  writeLog,
  pidBook: new PidBook(join(folder, 'pids.json')),
  timeouts: () => ({ ...DEFAULT_SETTINGS.timeouts, stalled_notice_ms: 400 }),
})
const listeners = new Set<(event: StreamEvent) => void>()
const registry = new StreamRegistry({
  clock,
  journal: store.journal,
  engineFor: () => engine,
  writeLog,
  newId: randomUUID,
  sink: {
    opened: () => {},
    event: (event) => listeners.forEach((listen) => listen(event)),
    activity: () => {},
    unsaved: () => {},
  },
})

function told(fits: (event: StreamEvent) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const listen = (event: StreamEvent): void => {
      if (fits(event)) resolve(void listeners.delete(listen))
    }
    listeners.add(listen)
  })
}

async function send(model: string): Promise<ReturnType<StreamRegistry['open']>> {
  const { session_id } = await store.sessions.create(null)
  return registry.open({
    session_id,
    trace_id: randomUUID() as TraceId,
    model: { connection_id: 'test' as ConnectionId, model },
    parent_id: null,
    prompt: 'Say something',
    queue_id: null,
  })
}

const timesLogged = (words: string): number => readFileSync(log_path, 'utf8').split(words).length - 1

/** Hangs, again and again if need be, until the watcher has told of it; resolves when main has told its end. */
async function hangMain(hang: () => void): Promise<void> {
  const over = once(written, 'loop_blocked')
  const from = performance.now()
  const before = timesLogged('"ongoing":true')
  do hang()
  while (timesLogged('"ongoing":true') === before && performance.now() - from < HANG_MAX_MS)
  await over
}

function sumForSoLong(ms: number): number {
  let sum = 0
  for (const until = performance.now() + ms; performance.now() < until;) sum += Math.sqrt(sum + 1)
  return sum
}

/** With a debugger left enabled main would stop here until somebody lets it go on. */
function stopIfDebugged(): void {
  runInThisContext('debugger')
}

/** The same work each time, the best of five: a debugger that was left enabled makes it many times slower. */
function workFor_ms(): number {
  let best_ms = Infinity
  for (let round = 0; round < 5; round++) {
    const from = performance.now()
    let sum = 0
    for (let i = 0; i < 1_000_000; i++) sum += Math.sqrt(i) % 3
    best_ms = Math.min(best_ms, performance.now() - from)
  }
  return best_ms
}

const ways: Record<string, () => Promise<unknown>> = {
  /** Main computes. */
  'busy-loop': async () => {
    const before_ms = workFor_ms()
    // The work is no part of the hang: main ticks in between.
    await delay(1)
    let hangs = 0
    // On a very busy computer the watcher may get no answer in time to where main is: then once more.
    do await hangMain(() => sumForSoLong(1_600))
    while (++hangs < HANGS_MAX && timesLogged('"at":') === 0)
    stopIfDebugged()
    return { before_ms, after_ms: workFor_ms(), hangs }
  },
  /** Main waits for other programs, where no JavaScript runs that could be asked. */
  'native-wait': async () => {
    await hangMain(() => execFileSync(process.execPath, ['-e', 'setTimeout(() => {}, 2500)']))
    stopIfDebugged()
    return {}
  },
  /** Main hangs for little more than a second, again and again: about when the watcher asks it. */
  'brief-waits': async () => {
    for (let round = 0; round < 3; round++) {
      const over = once(written, 'loop_blocked')
      execFileSync(process.execPath, ['-e', 'setTimeout(() => {}, 1150)'])
      await over
    }
    return {}
  },
  'for-ever': async () => sumForSoLong(Infinity),
  /** An engine's process hangs in its answer until a Stop takes it away. */
  engine: async () => {
    const writing = told((event) => event.type === 'token')
    const { stream_id } = await send('blocked-loop?rate=1000&first_ms=0&length=20')
    // A busy computer may be slow to start it: that stall is another one.
    await writing
    await told((event) => event.type === 'status' && event.status === 'stalled')
    return registry.stop(stream_id)
  },
  /** Whoever started this holds the database; an answer is asked for all the same. */
  store: async () => {
    const answered = told((event) => event.type === 'done')
    const { stream_id } = await send('normal?rate=1000&length=20&first_ms=0')
    await answered
    await registry.saved()
    return { stream_id }
  },
  /** Hangs once, and then is quiet until it is told to go on, so that all of it can be stopped from outside. */
  quiet: async () => {
    await hangMain(() => sumForSoLong(1_300))
    say('begun')
    await once(process.stdin, 'data')
    return {}
  },
  /** Ends without disposing of the watch: it must keep no process alive. */
  leaving: async () => ({}),
}

const hang = ways[way]
if (!hang) throw new Error(`no such way to hang: ${way}`)
say('ready')
await once(process.stdin, 'data')
const outcome = await hang()
process.stdin.destroy()
await registry.stopAll('interrupted')
await engine.dispose()
if (way !== 'leaving') await watch.dispose()
await store.dispose()
clock.dispose()
writeLog({ event: 'app_exit', why: 'in order' })
log.flushNow()
say(outcome)
