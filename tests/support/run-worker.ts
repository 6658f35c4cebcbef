import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { seededText } from '../../src/main/engines/simulator/seeded-text.ts'
import { SimulatorEngine } from '../../src/main/engines/simulator/simulator-engine.ts'
import { parseSimulatorModel } from '../../src/shared/simulator-modes.ts'
import { ForkHost } from '../../src/main/engines/worker/fork-host.ts'
import { PidBook } from '../../src/main/engines/worker/pid-book.ts'
import type { ProcessHost } from '../../src/main/engines/worker/process-host.ts'
import type { SupervisorOptions, WorkerSupervisor } from '../../src/main/engines/worker/worker-supervisor.ts'
import type { FromWorker } from '../../src/main/engines/worker/worker-protocol.ts'
import { AwakeClock } from '../../src/main/lib/awake-clock.ts'
import type { Engine, LogLine } from '../../src/main/ports.ts'
import { StreamRegistry } from '../../src/main/streams/stream-registry.ts'
import type { ConnectionId, SessionId, StreamId, TraceId } from '../../src/shared/ids.ts'
import { utf8Bytes } from '../../src/shared/limits.ts'
import { textOf } from '../../src/shared/session.ts'
import { DEFAULT_SETTINGS } from '../../src/shared/settings.ts'
import type { Timeouts } from '../../src/shared/settings.ts'
import type { Channel, StreamEvent } from '../../src/shared/stream-event.ts'
import { MemoryJournal } from './memory-journal.ts'
import { ToldEvents } from './told-events.ts'

const WORKER_ENTRY = resolve(import.meta.dirname, '../../src/main/engines/worker/worker-entry.ts')

/** A host of real processes that counts: who was started, who is gone, and how much text is on the way. */
export class CountingHost implements ProcessHost {
  readonly pids: number[] = []
  readonly gone_at = new Map<number, number>()
  /** Bytes of text that came from the processes, and those given back to them. */
  received_bytes = 0
  credited_bytes = 0
  in_flight_max_bytes = 0
  largest_message_bytes = 0
  #host = new ForkHost(WORKER_ENTRY)

  spawn: ProcessHost['spawn'] = (args, listeners) => {
    let started = 0
    const child = this.#host.spawn(args, {
      ...listeners,
      onSpawn: (pid) => {
        started = pid
        this.pids.push(pid)
        listeners.onSpawn(pid)
      },
      onMessage: (message) => {
        this.#count(message as Partial<FromWorker> | null)
        listeners.onMessage(message)
      },
      onExit: (exit) => {
        this.gone_at.set(started, performance.now())
        listeners.onExit(exit)
      },
    })
    return {
      get pid() {
        return child.pid
      },
      send: (message) => {
        if (message.type === 'credit') this.credited_bytes += message.bytes
        child.send(message)
      },
      kill: () => child.kill(),
    }
  }

  #count(message: Partial<FromWorker> | null): void {
    if (message?.type !== 'text' || message.content === undefined) return
    const bytes = utf8Bytes(message.content)
    this.received_bytes += bytes
    this.largest_message_bytes = Math.max(this.largest_message_bytes, bytes)
    this.in_flight_max_bytes = Math.max(this.in_flight_max_bytes, this.received_bytes - this.credited_bytes)
  }
}

/** What an engine in processes is made of. */
export type ProcessEngine = Engine & { supervisor: WorkerSupervisor; dispose(): Promise<void> }
export type ProcessGround = Pick<SupervisorOptions, 'host' | 'clock' | 'writeLog' | 'pidBook'> & {
  timeouts: () => Timeouts
}

/** The real registry with an engine in real processes and a real clock; only the disk and the windows are in memory. */
export class ProcessCore<E extends ProcessEngine> {
  readonly clock = new AwakeClock()
  readonly host = new CountingHost()
  readonly journal = new MemoryJournal()
  #told = new ToldEvents()
  readonly events = this.#told.all
  readonly log: LogLine[] = []
  readonly engine: E
  readonly registry: StreamRegistry
  readonly pid_file: string
  #folder = mkdtempSync(join(tmpdir(), 'sluice-workers-'))
  protected readonly asked = new Map<StreamId, { model: string; prompt: string }>()
  #ids = 0

  constructor(createEngine: (ground: ProcessGround) => E, timeouts: Partial<Timeouts> = {}) {
    const writeLog = (line: LogLine): void => void this.log.push(line)
    this.pid_file = join(this.#folder, 'pids.json')
    this.engine = createEngine({
      host: this.host,
      clock: this.clock,
      writeLog,
      pidBook: new PidBook(this.pid_file),
      timeouts: () => ({ ...DEFAULT_SETTINGS.timeouts, ...timeouts }),
    })
    this.registry = new StreamRegistry({
      clock: this.clock,
      journal: this.journal,
      sink: {
        opened: () => {},
        event: (event) => this.#told.tell(event),
        activity: () => {},
        unsaved: () => {},
      },
      engineFor: () => this.engine,
      writeLog,
      newId: () => `id-${++this.#ids}`,
    })
  }

  get pids(): number[] {
    return this.host.pids
  }

  /** The process started last. */
  get pid(): number {
    const pid = this.pids.at(-1)
    if (pid === undefined) throw new Error('no process was started')
    return pid
  }

  send(model: string, prompt = 'Say something', session = 'session'): StreamId {
    const { stream_id } = this.registry.open({
      session_id: session as SessionId,
      trace_id: 'trace' as TraceId,
      model: { connection_id: 'test' as ConnectionId, model },
      parent_id: null,
      prompt,
      queue_id: null,
    })
    this.asked.set(stream_id, { model, prompt })
    return stream_id
  }

  /** Goes on with the answer of a stream that ended. */
  goOn(stream_id: StreamId): StreamId {
    const asked = this.asked.get(stream_id)
    const continued = [...this.journal.messages.values()].find((one) => one.stream_id === stream_id)
    if (!asked || !continued) throw new Error('there is no such answer')
    const { session_id, parent_id } = continued
    const next = this.registry.open({
      session_id,
      trace_id: 'trace' as TraceId,
      model: { connection_id: 'test' as ConnectionId, model: asked.model },
      parent_id,
      prompt: null,
      queue_id: null,
      continued,
    })
    this.asked.set(next.stream_id, asked)
    return next.stream_id
  }

  /** The text of the answer a stream wrote to, as the journal has it. */
  savedText(stream_id: StreamId): string {
    const answer = [...this.journal.messages.values()].find((one) => one.stream_id === stream_id)
    return answer ? textOf(answer) : ''
  }

  /** Sends and waits for the end and the release. */
  async ask(model: string, prompt?: string): Promise<StreamId> {
    const stream_id = this.send(model, prompt)
    await this.done(stream_id)
    await this.registry.stop(stream_id)
    return stream_id
  }

  /** Resolves at the first event, past or coming, that fits. */
  until(fits: (event: StreamEvent) => boolean): Promise<StreamEvent> {
    return this.#told.until(fits)
  }

  done(stream_id: StreamId): Promise<StreamEvent> {
    return this.until((event) => event.stream_id === stream_id && event.type === 'done')
  }

  /** Until so many characters of the answer were told. */
  text(stream_id: StreamId, characters = 1): Promise<StreamEvent> {
    return this.until((event) => event.stream_id === stream_id && this.textOf(stream_id).length >= characters)
  }

  status(stream_id: StreamId, status: string): Promise<StreamEvent> {
    return this.until(
      (event) => event.stream_id === stream_id && event.type === 'status' && event.status === status,
    )
  }

  of(stream_id: StreamId): StreamEvent[] {
    return this.events.filter((event) => event.stream_id === stream_id)
  }

  textOf(stream_id: StreamId, channel: Channel = 'answer'): string {
    return this.of(stream_id)
      .map((event) => (event.type === 'token' && event.channel === channel ? event.content : ''))
      .join('')
  }

  reasonOf(stream_id: StreamId): string | undefined {
    const done = this.of(stream_id).find((event) => event.type === 'done')
    return done?.reason
  }

  errorOf(stream_id: StreamId) {
    return this.of(stream_id).find((event) => event.type === 'error')
  }

  async dispose(): Promise<void> {
    await this.registry.stopAll('interrupted')
    assert.equal(this.registry.size, 0, 'a stream is not released')
    await this.engine.dispose()
    this.clock.dispose()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** With the simulator. */
export class WorkerCore extends ProcessCore<SimulatorEngine> {
  constructor(timeouts: Partial<Timeouts> = {}) {
    super((ground) => new SimulatorEngine(ground), timeouts)
  }

  /** What the simulator is bound to answer, at full length. */
  expectedOf(stream_id: StreamId): string {
    const asked = this.asked.get(stream_id)
    const parameters = asked && parseSimulatorModel(asked.model)?.parameters
    if (!asked || !parameters) throw new Error('nothing was asked')
    return seededText({ ...asked, seed: parameters.seed }, parameters.length)
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Median and maximum, for the line a test prints. */
export function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b)
  const p50 = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN
  return `p50 ${p50.toFixed(0)} ms, max ${(sorted.at(-1) ?? Number.NaN).toFixed(0)} ms over ${sorted.length}`
}
