import { randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RECORDS_VARIABLE } from './engines/worker/run-records.ts'
import { seededTokens } from './engines/simulator/seeded-text.ts'
import { SimulatorEngine } from './engines/simulator/simulator-engine.ts'
import { PidBook } from './engines/worker/pid-book.ts'
import type { ProcessHost } from './engines/worker/process-host.ts'
import type { SupervisorOptions, WorkerSupervisor } from './engines/worker/worker-supervisor.ts'
import { AwakeClock } from './lib/awake-clock.ts'
import type { Clock } from './lib/clock.ts'
import type { Engine, EventSink, LogLine } from './ports.ts'
import type { RunRecord } from '../shared/run-record.ts'
import { CountingClock, OwnParts } from './self-test/own-parts.ts'
import type { EngineUnderTest, TestedCore } from './self-test/tested-core.ts'
import type { Store } from './store/store.ts'
import { openStore } from './store/store.ts'
import { StreamRegistry } from './streams/stream-registry.ts'
import type { ConnectionId, TraceId } from '../shared/ids.ts'
import { DEFAULT_SETTINGS } from '../shared/settings.ts'
import { parseSimulatorModel } from '../shared/simulator-modes.ts'

export interface VerifyCoreOptions {
  /** Makes what starts engine processes with these variables beside our own environment. */
  createHost: (env: Record<string, string>) => ProcessHost
  store_worker: URL
  /** The engine to test; the simulator in processes of its own when not given. */
  createEngine?: (ground: EngineGround) => TestableEngine
}

/** What an engine stands on; one without processes needs the clock alone. */
export type EngineGround = Pick<SupervisorOptions, 'clock' | 'host' | 'writeLog' | 'pidBook'>

export type TestableEngine = Engine & {
  dispose(): Promise<void>
  /** Where its processes are ours: they write records, and can be taken away. */
  supervisor?: WorkerSupervisor
}

/** The simulator, whose modes, records and texts are ours to know. */
export const SIMULATOR_UNDER_TEST: EngineUnderTest = {
  name: 'the simulator',
  model: (mode) => mode,
  simulated: true,
  wait_ms: 15_000,
  expected: (prompt, model, characters = Infinity) => {
    const parsed = parseSimulatorModel(model)
    if (!parsed) return null
    const { seed, length } = parsed.parameters
    const source = seededTokens({ prompt, model, seed })
    let text = ''
    for (let count = 0; count < length && text.length < characters; count++) text += source.next().value
    return text
  },
}

/**
 * The same parts the app is made of, with a scratch store in the system's folder for such: what `verify` puts to the test.
 * Nothing in it is the app's: not its store, its log, its engine processes, their pids on disk, nor its environment.
 */
export async function createVerifyCore(options: VerifyCoreOptions): Promise<TestedCore> {
  const parts = new OwnParts()
  try {
    return await build(options, parts)
  } catch (error) {
    await parts.dispose()
    throw error
  }
}

async function build(
  { createHost, store_worker, createEngine = createSimulator }: VerifyCoreOptions,
  parts: OwnParts,
): Promise<TestedCore> {
  const { folder, clock, log, writeLog } = layGround(parts)
  const store = await openStore({
    file: join(folder, 'verify.db'),
    worker: store_worker,
    clock,
    writeLog,
  })
  parts.add('store', () => store.dispose())

  const records_file = join(folder, 'records.jsonl')
  const watched = watchProcesses(createHost({ [RECORDS_VARIABLE]: records_file }))
  const pidBook = new PidBook(join(folder, 'pids.json'))
  const engine = createEngine({ clock, host: watched.host, writeLog, pidBook })
  const { supervisor } = engine
  parts.add('engine', () => engine.dispose())

  const { sink, listening, ...seen } = recordEvents(clock)
  const registry = new StreamRegistry({
    clock,
    journal: store.journal,
    engineFor: () => engine,
    writeLog,
    newId: randomUUID,
    sink,
  })
  return {
    ...seen,
    log,
    exits: watched.exits,
    spawned_pids: watched.pids,
    ...commands(registry, store),
    records: () => (supervisor ? readRecords(records_file) : null),
    lateReplies: () => supervisor?.stats.late_replies ?? 0,
    now: () => clock.now(),
    killAll: () => supervisor?.killAll(),
    held: () => [
      ...parts.held(),
      ...(existsSync(folder) ? ['its scratch folder is still there'] : []),
      ...counted(clock.timers, 'timer of its parts is still set', 'timers of its parts are still set'),
      ...counted(
        watched.running(),
        'engine process was not seen to end',
        'engine processes were not seen to end',
      ),
      ...counted(listening(), 'listener for its events is left', 'listeners for its events are left'),
    ],
    dispose: async () => {
      await registry.stopAll('interrupted')
      const failures = await parts.dispose()
      if (failures.length > 0) throw new AggregateError(failures)
    },
  }
}

const createSimulator = (ground: EngineGround): TestableEngine =>
  new SimulatorEngine({ ...ground, timeouts: () => DEFAULT_SETTINGS.timeouts })

/** What a core stands on: a folder, a clock and a log of its own. */
function layGround(parts: OwnParts) {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-verify-'))
  parts.add('scratch folder', () => rmSync(folder, { recursive: true, force: true }))
  const awake = new AwakeClock()
  parts.add('clock', () => awake.dispose())
  const log: LogLine[] = []
  const writeLog = (line: LogLine): void => void log.push(line)
  return { folder, clock: new CountingClock(awake), log, writeLog }
}

/** What a tester does, and looks up. */
function commands(
  registry: StreamRegistry,
  { sessions }: Store,
): Pick<TestedCore, 'newSession' | 'send' | 'stop' | 'stopAll' | 'size' | 'load' | 'saved'> {
  return {
    newSession: async () => (await sessions.create(null)).session_id,
    send: (session_id, prompt, model) =>
      registry.open({
        session_id,
        prompt,
        queue_id: null,
        trace_id: randomUUID() as TraceId,
        model: { connection_id: 'verify' as ConnectionId, model },
        parent_id: sessions.leaf(session_id),
      }).stream_id,
    stop: (stream_id) => registry.stop(stream_id),
    stopAll: () => registry.stopAll('stopped'),
    size: () => registry.size,
    load: async (session_id) => (await sessions.load(session_id))?.messages ?? [],
    saved: () => registry.saved(),
  }
}

function counted(count: number, one: string, many: string): string[] {
  return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`]
}

/** Notes all the core tells, with the time it was told at. */
function recordEvents(
  clock: Clock,
): Pick<TestedCore, 'events' | 'opened' | 'onEvent'> & { sink: EventSink; listening: () => number } {
  const events: TestedCore['events'] = []
  const opened: TestedCore['opened'] = []
  const listeners = new Set<Parameters<TestedCore['onEvent']>[0]>()
  return {
    events,
    opened,
    onEvent: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    listening: () => listeners.size,
    sink: {
      opened: (announced) => void opened.push(announced),
      event: (event) => {
        events.push({ at_ms: clock.now(), event })
        for (const listener of listeners) listener(event)
      },
      activity: () => {},
      unsaved: () => {},
    },
  }
}

/** Notes every process started and when it was gone, on the clock the engines' own records use. */
function watchProcesses(host: ProcessHost) {
  const exits: { pid: number; at_ns: bigint }[] = []
  const pids: number[] = []
  let running = 0
  const watchedHost: ProcessHost = {
    spawn(args, listeners) {
      let spawned = 0
      running++
      return host.spawn(args, {
        onSpawn: (pid) => {
          spawned = pid
          pids.push(pid)
          listeners.onSpawn(pid)
        },
        onMessage: (message) => listeners.onMessage(message),
        onStderr: (text) => listeners.onStderr(text),
        onExit: (exit) => {
          running--
          exits.push({ pid: spawned, at_ns: process.hrtime.bigint() })
          listeners.onExit(exit)
        },
      })
    },
  }
  return { host: watchedHost, exits, pids, running: () => running }
}

function readRecords(file: string): RunRecord[] {
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RunRecord)
}
