import type { Clock } from '../../lib/clock.ts'
import type { EngineRequest, EngineRun, WriteLog } from '../../ports.ts'
import type { StreamId } from '../../../shared/ids.ts'
import type { StreamError } from '../../../shared/stream-end.ts'
import { CrashBudget } from './crash-budget.ts'
import { crashError, shownName } from './crash-sentence.ts'
import { IdleWatch, overdue } from './idle-watch.ts'
import type { LoadFindings, LoadSetup } from './load-setup.ts'
import { NO_SETUP, sameSetup } from './load-setup.ts'
import type { HeldModel, MemoryRules } from './memory-rules.ts'
import type { PidBook } from './pid-book.ts'
import type { ProcessHost } from './process-host.ts'
import { crashedOften, doesNotEnd, shuttingDown } from './refusals.ts'
import { SpareProcess } from './spare-process.ts'
import { killWithin, stopWithin } from './stop-within.ts'
import { logLate, StrayReplies } from './stray-replies.ts'
import { WaitingLine } from './waiting-line.ts'
import { WorkerProcess } from './worker-process.ts'
import type { FromWorker, OfProcess } from './worker-protocol.ts'
import { WorkerRun } from './worker-run.ts'

export interface SupervisorOptions {
  host: ProcessHost
  /** What kind of engine worker-entry shall be. */
  kind: string
  /** Named in sentences for people. */
  label: string
  /** How many processes at most, dying ones included. */
  capacity: number
  clock: Clock
  writeLog: WriteLog
  pidBook: PidBook
  /** For kinds that are given their model by a message, and how it is loaded then. */
  setupOf?: (request: EngineRequest) => LoadSetup
  /** How many processes one model may have; as many as there is room for when not given. */
  per_model?: number
  memory?: MemoryRules
}

/**
 * A process that outlives its SIGKILL for this long blocks its model until it is gone. Below the core's fence of 2,000 ms:
 * when the session goes on, the block must stand.
 */
const BLOCKED_AFTER_MS = 1_900
const DISPOSE_GRACE_MS = 500
/** A process without a model, among the crashes that are counted. */
const SPARE = ''

/**
 * The processes of one kind of engine: one generation at a time in each, so that a kill never hits another session. A
 * process belongs to one model. Runs stand in line while all are busy; nothing is started again behind anybody's back.
 */
export class WorkerSupervisor {
  readonly stats = { late_replies: 0, crashes: 0, kills: 0, spawned: 0 }
  #options: SupervisorOptions
  #workers = new Map<WorkerProcess, WorkerRun | null>()
  #strays = new WeakMap<WorkerProcess, StrayReplies>()
  #line: WaitingLine
  #budget: CrashBudget
  #spare: SpareProcess
  #idleWatch: IdleWatch
  #findings = new Map<string, LoadFindings>()
  #disposed = false

  constructor(options: SupervisorOptions) {
    this.#options = options
    // Where a model has one process, those who want the same model stand behind each other.
    this.#line = new WaitingLine(({ request }) => (options.per_model === undefined ? '' : request.model))
    this.#budget = new CrashBudget(options.clock)
    this.#spare = new SpareProcess(() => this.#startProcess(SPARE))
    this.#idleWatch = new IdleWatch(options.clock, () => this.#putAway())
  }

  start(request: EngineRequest, signal: AbortSignal): EngineRun {
    const run = new WorkerRun(request, signal, {
      // By its argument: a signal that is aborted already calls before `run` is there.
      onAbort: (aborted) => this.#leaveLine(aborted),
      onLateReply: () => this.stats.late_replies++,
      onLateReplies: ({ request }, count) => logLate(this.#options.writeLog, request, count),
      onOverrun: () => run.worker && this.#onGarbage(run.worker),
    })
    const refusal = this.#refusal(request.model)
    if (refusal) run.refuse(refusal)
    if (refusal || run.aborted) return run
    this.#line.add(run)
    this.#serveLine()
    return run
  }

  /** The person said: start it again. */
  restart(model: string): void {
    this.#budget.reset(model)
  }

  /**
   * A person's choice: of the answers of that model to stop, for whose room this run waits; it is the next from now on. None when
   * it is not so any more.
   */
  makeRoom(run_id: StreamId, holder: string): StreamId[] {
    const run = this.#line.find(run_id)
    const worker = this.#roomHolder()
    const answering = worker && this.#workers.get(worker)
    if (!run?.wants_room || worker?.model !== holder || !answering) return []
    this.#line.putFirst(run)
    this.#serveLine()
    return [answering.request.stream_id]
  }

  /** Starts what the next model will need, if memory allows. */
  prepare(): void {
    const { memory } = this.#options
    // One that cannot even start is not tried for ever.
    if (this.#disposed || this.#budget.exhausted(SPARE) || !memory?.mayKeepSpare(this.#held())) return
    this.#spare.fill()
    this.#idleWatch.begin()
  }

  /** Whether a process waits that has all but a model. */
  get hasWarmSpare(): boolean {
    return this.#spare.worker?.warm ?? false
  }

  /** Models whose process is ready. */
  loadedModels(): string[] {
    return this.#all().flatMap(({ ready, model }) => (ready ? [model] : []))
  }

  /** Pids of every process not known to be gone. */
  pids(): number[] {
    return this.#all().flatMap((worker) => worker.pid ?? [])
  }

  /** The last resort on the way out: SIGKILL to every process, no waiting. */
  killAll(): void {
    for (const worker of this.#all()) worker.kill('the app exits')
  }

  /** Ends what is loaded of a model; resolves when it is gone, or would not go. */
  async unload(model: string): Promise<void> {
    const own = this.#all().filter((worker) => worker.model === model)
    await Promise.all(own.map((worker) => killWithin(worker, 'its model is put away', this.#options.clock)))
  }

  /** Ends every process; resolves when all are gone, or after `DISPOSE_GRACE_MS` and the time of a kill. */
  async dispose(): Promise<void> {
    this.#disposed = true
    this.#idleWatch.stop()
    for (const run of this.#line.clear()) run.release()
    await Promise.all(this.#all().map((worker) => stopWithin(worker, DISPOSE_GRACE_MS, this.#options.clock)))
  }

  /** The spare included. */
  #all(): WorkerProcess[] {
    const spare = this.#spare.worker
    return [...this.#workers.keys(), ...(spare ? [spare] : [])]
  }

  #refusal(model: string): StreamError | null {
    const { label } = this.#options
    const who = `${label} (${shownName(model)})`
    if (this.#disposed) return shuttingDown(label)
    if (this.#budget.exhausted(model)) return crashedOften(who)
    const blocker = [...this.#workers.keys()].find(
      (worker) => worker.model === model && this.#isBlocking(worker),
    )
    return blocker ? doesNotEnd(who, blocker.pid) : null
  }

  #isBlocking(worker: WorkerProcess): boolean {
    return worker.killed_at !== null && this.#options.clock.now() - worker.killed_at >= BLOCKED_AFTER_MS
  }

  #leaveLine(run: WorkerRun): void {
    if (run.worker) return
    this.#line.leave(run)
    run.release()
    // It may have been the one for whose room the others were held back.
    this.#serveLine()
  }

  /** First whoever finds an idle process of the own model, then, in order, whoever needs a new one. */
  #serveLine(): void {
    this.#serve((request) => {
      const setup = this.#setupOf(request)
      const fits = (worker: WorkerProcess): boolean =>
        worker.model === request.model && sameSetup(worker.setup, setup)
      return this.#idle().find(fits) ?? null
    })
    this.#serve((request, run) => this.#placeFor(request, run))
    this.#line.tellPlaces(this.#roomHolder()?.model ?? null)
  }

  #serve(find: (request: EngineRequest, run: WorkerRun) => WorkerProcess | null): void {
    this.#line.serve((run) => {
      // Asked again while in line: its model may have crashed too often since.
      const refusal = this.#refusal(run.request.model)
      if (refusal) return () => run.refuse(refusal)
      const worker = find(run.request, run)
      return worker && (() => this.#assign(worker, run))
    })
  }

  /** Who answers and could make room: the one that began first; nobody as long as something goes by itself. */
  #roomHolder(): WorkerProcess | undefined {
    if (!this.#options.memory || this.#isLeaving()) return undefined
    const busy = [...this.#workers].filter(([worker, run]) => run && worker.killed_at === null)
    if (busy.some(([, run]) => run?.aborted)) return undefined
    return busy.map(([worker]) => worker).toSorted((a, b) => a.busy_since - b.busy_since)[0]
  }

  #idle(): WorkerProcess[] {
    return [...this.#workers].flatMap(([worker, run]) => (!run && worker.killed_at === null ? [worker] : []))
  }

  /** A new process; in a full house room is made for one, and the line waits for it. */
  #placeFor(request: EngineRequest, run: WorkerRun): WorkerProcess | null {
    const { capacity, per_model = capacity } = this.#options
    run.wants_room = false
    const own = [...this.#workers.keys()].filter((worker) => worker.model === request.model)
    if (own.length >= per_model) {
      const idle = this.#idle().find((worker) => own.includes(worker))
      idle?.kill('its model is wanted with other settings')
      return null
    }
    if (this.#workers.size < capacity && this.#hasRoomFor(request.model))
      return this.#spawn(request.model, this.#setupOf(request))
    // Where memory is what is short: a place alone comes free soon enough.
    run.wants_room = this.#options.memory !== undefined
    // A place that is already coming free is enough.
    if (!this.#isLeaving()) this.#longestIdle()?.kill('another model needs its place')
    return null
  }

  /** One that never comes free is none. */
  #isLeaving(): boolean {
    return [...this.#workers.keys()].some((worker) => worker.killed_at !== null && !this.#isBlocking(worker))
  }

  /** Alone, a model is tried whatever the memory: the system may do better than it says. */
  #hasRoomFor(model: string): boolean {
    return this.#workers.size === 0 || (this.#options.memory?.hasRoomFor(model, this.#held()) ?? true)
  }

  #held(): HeldModel[] {
    return [...this.#workers.keys()].map(({ model, pid, ready }) => ({ model, pid, ready }))
  }

  #longestIdle(): WorkerProcess | undefined {
    return this.#idle().toSorted((a, b) => a.idle_since - b.idle_since)[0]
  }

  #setupOf(request: EngineRequest): LoadSetup {
    return this.#options.setupOf?.(request) ?? NO_SETUP
  }

  #assign(worker: WorkerProcess, run: WorkerRun): void {
    this.#workers.set(worker, run)
    this.#strays.get(worker)?.begin(run.request)
    worker.busy_since = this.#options.clock.now()
    run.assigned(worker, shownName(run.request.model))
    if (worker.ready) this.#generate(worker, run)
  }

  #generate(worker: WorkerProcess, run: WorkerRun): void {
    const { session_id, model, messages, parameters } = run.request
    worker.send({ type: 'generate', run_id: run.id, session_id, model, messages, parameters })
  }

  /** A process for this model: the spare, if there is one. */
  #spawn(model: string, setup: LoadSetup): WorkerProcess {
    const { setupOf } = this.#options
    const worker = (setupOf && this.#spare.take()) ?? this.#startProcess(setupOf ? SPARE : model)
    if (setupOf) worker.give(model, setup, this.#findings.get(model) ?? {})
    this.#workers.set(worker, null)
    return worker
  }

  #startProcess(model: string): WorkerProcess {
    const { host, kind, clock, writeLog, pidBook } = this.#options
    this.stats.spawned++
    const worker: WorkerProcess = new WorkerProcess(
      host,
      [kind, model, String(process.pid)],
      model,
      clock,
      writeLog,
      {
        onSpawn: (pid) => pidBook.add(pid),
        onMessage: (message) => this.#onMessage(worker, message),
        onGarbage: () => this.#onGarbage(worker),
        onExit: (pid) => this.#onExit(worker, pid),
      },
    )
    this.#strays.set(worker, new StrayReplies(clock, writeLog))
    return worker
  }

  #onMessage(worker: WorkerProcess, message: FromWorker): void {
    if (!('run_id' in message)) return this.#onNews(worker, message)
    const run = this.#workers.get(worker)
    if (!run || message.run_id !== run.id) {
      this.stats.late_replies++
      this.#strays.get(worker)?.add(message.run_id)
      return
    }
    if (!run.receive(message, this.#options.label)) return
    this.#workers.set(worker, null)
    worker.idle_since = this.#options.clock.now()
    this.#serveLine()
  }

  /** What a process tells of itself. */
  #onNews(worker: WorkerProcess, message: OfProcess): void {
    const { clock, writeLog, label, memory } = this.#options
    const { model, pid } = worker
    const run = this.#workers.get(worker)
    switch (message.type) {
      case 'warm':
        worker.warm = true
        writeLog({ event: 'engine_warm', model, pid, ms: Math.round(clock.now() - worker.begun_at) })
        break
      case 'loading':
        run?.reply({ type: 'status', status: 'loading', detail: shownName(model), percent: message.percent })
        break
      case 'load_failed':
        writeLog({ event: 'engine_load_failed', model, pid, error_type: message.error_type })
        run?.failed(message, label)
        if (model === SPARE) this.#budget.record(SPARE)
        worker.kill('could not load its model')
        break
      case 'ready':
        // Said twice it means nothing: one generation at a time.
        if (worker.ready) return
        worker.ready = true
        worker.step_ms = message.step_ms ?? 0
        worker.idle_since = clock.now()
        if (message.findings) this.#findings.set(model, message.findings)
        writeLog({ event: 'engine_ready', model, pid, ms: Math.round(clock.now() - worker.begun_at) })
        // A run that ended while the model loaded is killed with its process; one that lives gets it now.
        if (run && !run.aborted) this.#generate(worker, run)
        if (memory) this.#idleWatch.begin()
    }
  }

  /** Ends what memory or the settings no longer allow. True while there is something to look after. */
  #putAway(): boolean {
    const { memory, clock } = this.#options
    if (!memory || this.#disposed) return false
    if (memory.isShort()) this.#spare.drop('memory is short')
    // Not before: it would take its time from the first answer.
    else if (this.loadedModels().length > 0) this.prepare()
    // Memory may have come free outside.
    this.#serveLine()
    for (const worker of overdue(this.#idle(), memory, clock.now())) worker.kill('nobody talks to it')
    return this.#all().length > 0
  }

  #onGarbage(worker: WorkerProcess): void {
    const { label } = this.#options
    this.#workers.get(worker)?.fail({
      content: `${label} (${worker.model}) sent messages that make no sense, so the answer was ended. What arrived is kept.`,
      error_type: 'bad_reply',
      retryable: true,
    })
    worker.kill('does not speak the protocol')
  }

  #onExit(worker: WorkerProcess, pid: number | undefined): void {
    const run = this.#workers.get(worker)
    this.#workers.delete(worker)
    this.#strays.get(worker)?.tell()
    if (pid !== undefined) this.#options.pidBook.remove(pid)
    if (this.#spare.forget(worker)) return worker.ordered ? undefined : this.#budget.record(SPARE)
    if (!worker.ordered) {
      this.stats.crashes++
      this.#budget.record(worker.model)
      run?.fail(crashError(worker, this.#options.label))
    } else this.stats.kills++
    run?.release()
    this.#serveLine()
    if (worker.wanted_back) this.#bringBack(worker)
  }

  /** Loads the model of a process that had to be killed once more, so that the next prompt need not wait for it. */
  #bringBack({ model, setup }: WorkerProcess): void {
    const { memory } = this.#options
    const isHeld = this.#held().some((one) => one.model === model)
    if (isHeld || this.#disposed || !memory?.mayKeepSpare(this.#held()) || !this.#hasRoomFor(model)) return
    this.#spawn(model, setup)
    this.#idleWatch.begin()
  }
}
