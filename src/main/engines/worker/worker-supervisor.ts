import type { Clock } from '../../lib/clock.ts'
import type { EngineRequest, EngineRun, WriteLog } from '../../ports.ts'
import type { StreamError } from '../../../shared/stream-end.ts'
import { CRASHES_MAX, CrashBudget } from './crash-budget.ts'
import type { PidBook } from './pid-book.ts'
import type { ProcessHost } from './process-host.ts'
import { stopWithin } from './stop-within.ts'
import { logLate, StrayReplies } from './stray-replies.ts'
import { WorkerProcess } from './worker-process.ts'
import type { FromWorker } from './worker-protocol.ts'
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
}

/**
 * A process that outlives its SIGKILL for this long blocks its model until it is gone. Below the core's fence of 2,000 ms:
 * when the session goes on, the block must stand.
 */
const BLOCKED_AFTER_MS = 1_900
const DISPOSE_GRACE_MS = 500

/**
 * The processes of one kind of engine: one generation at a time in each, so that a kill never hits another session. A
 * process belongs to one model. Runs stand in line while all are busy; nothing is started again behind anybody's back.
 */
export class WorkerSupervisor {
  readonly stats = { late_replies: 0, crashes: 0, kills: 0, spawned: 0 }
  #options: SupervisorOptions
  #workers = new Map<WorkerProcess, WorkerRun | null>()
  #strays = new WeakMap<WorkerProcess, StrayReplies>()
  #line: WorkerRun[] = []
  #budget: CrashBudget
  #disposed = false

  constructor(options: SupervisorOptions) {
    this.#options = options
    this.#budget = new CrashBudget(options.clock)
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
    if (refusal) refuse(run, refusal)
    if (refusal || run.aborted) return run
    this.#line.push(run)
    this.#serveLine()
    return run
  }

  /** The person said: start it again. */
  restart(model: string): void {
    this.#budget.reset(model)
  }

  /** Pids of every process not known to be gone. */
  pids(): number[] {
    return [...this.#workers.keys()].flatMap((worker) => worker.pid ?? [])
  }

  /** The last resort on the way out: SIGKILL to every process, no waiting. */
  killAll(): void {
    for (const worker of this.#workers.keys()) worker.kill('the app exits')
  }

  /** Ends every process; resolves when all are gone, or after `DISPOSE_GRACE_MS` and the time of a kill. */
  async dispose(): Promise<void> {
    this.#disposed = true
    for (const run of this.#line.splice(0)) run.release()
    const { clock } = this.#options
    await Promise.all([...this.#workers.keys()].map((worker) => stopWithin(worker, DISPOSE_GRACE_MS, clock)))
  }

  #refusal(model: string): StreamError | null {
    const { label } = this.#options
    if (this.#disposed) {
      return { content: `${label} is shutting down.`, error_type: 'engine_busy', retryable: false }
    }
    if (this.#budget.exhausted(model)) {
      return {
        content: `${label} (${model}) crashed ${CRASHES_MAX} times in five minutes, so it is not started again by itself. Choose “Start it again” to try once more.`,
        error_type: 'engine_crashed',
        retryable: false,
      }
    }
    const blocker = [...this.#workers.keys()].find(
      (worker) => worker.model === model && this.#isBlocking(worker),
    )
    if (blocker) {
      return {
        content: `${label} (${model}) has a process (${blocker.pid}) that does not end even by force. Choose another model, or restart the computer if it stays.`,
        error_type: 'engine_busy',
        retryable: true,
      }
    }
    return null
  }

  #isBlocking(worker: WorkerProcess): boolean {
    return worker.killed_at !== null && this.#options.clock.now() - worker.killed_at >= BLOCKED_AFTER_MS
  }

  #leaveLine(run: WorkerRun): void {
    if (run.worker) return
    this.#line = this.#line.filter((other) => other !== run)
    run.release()
    this.#tellPositions()
  }

  /** First whoever finds an idle process of the own model, then, in order, whoever needs a new one. */
  #serveLine(): void {
    this.#serve((model) => this.#idle().find((worker) => worker.model === model) ?? null)
    this.#serve((model) => this.#placeFor(model))
    this.#tellPositions()
  }

  #serve(find: (model: string) => WorkerProcess | null): void {
    for (const run of this.#line.slice()) {
      // Asked again while in line: its model may have crashed too often since.
      const refusal = this.#refusal(run.request.model)
      const worker = refusal ? null : find(run.request.model)
      if (!refusal && !worker) continue
      this.#line = this.#line.filter((other) => other !== run)
      if (worker) this.#assign(worker, run)
      else if (refusal) refuse(run, refusal)
    }
  }

  #idle(): WorkerProcess[] {
    return [...this.#workers].flatMap(([worker, run]) => (!run && worker.killed_at === null ? [worker] : []))
  }

  /** A new process; in a full house room is made for one, and the line waits for it. */
  #placeFor(model: string): WorkerProcess | null {
    if (this.#workers.size < this.#options.capacity) return this.#spawn(model)
    // A place that is already coming free is enough; one that never comes free is none.
    const leaving = [...this.#workers.keys()].some(
      (worker) => worker.killed_at !== null && !this.#isBlocking(worker),
    )
    if (!leaving) this.#idle()[0]?.kill('another model needs its place')
    return null
  }

  #assign(worker: WorkerProcess, run: WorkerRun): void {
    this.#workers.set(worker, run)
    this.#strays.get(worker)?.begin(run.request)
    run.worker = worker
    if (worker.ready) this.#generate(worker, run)
    else run.reply({ type: 'status', status: 'loading', detail: run.request.model })
  }

  #generate(worker: WorkerProcess, run: WorkerRun): void {
    const { session_id, model, messages, parameters } = run.request
    worker.send({ type: 'generate', run_id: run.id, session_id, model, messages, parameters })
  }

  #spawn(model: string): WorkerProcess {
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
    this.#workers.set(worker, null)
    this.#strays.set(worker, new StrayReplies(clock, writeLog))
    return worker
  }

  #onMessage(worker: WorkerProcess, message: FromWorker): void {
    const run = this.#workers.get(worker)
    if (message.type === 'ready') {
      // Said twice it means nothing: one generation at a time.
      if (worker.ready) return
      worker.ready = true
      this.#options.writeLog({
        event: 'engine_ready',
        model: worker.model,
        pid: worker.pid,
        ms: Math.round(this.#options.clock.now() - worker.spawned_at),
      })
      // A run that ended while the model loaded is killed with its process; one that lives gets it now.
      if (run && !run.aborted) this.#generate(worker, run)
      return
    }
    if (!run || message.run_id !== run.id) {
      this.stats.late_replies++
      this.#strays.get(worker)?.add(message.run_id)
      return
    }
    if (!run.receive(message, this.#options.label)) return
    this.#workers.set(worker, null)
    this.#serveLine()
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
    if (!worker.ordered) {
      this.stats.crashes++
      this.#budget.record(worker.model)
      run?.fail(this.#crashed(worker))
    } else this.stats.kills++
    run?.release()
    this.#serveLine()
  }

  #crashed(worker: WorkerProcess): StreamError {
    const words = worker.lastWords
    return {
      content: `${this.#options.label} (${worker.model}) crashed${words ? `: ${words}` : ''}. What arrived is kept; send again to start it anew.`,
      error_type: 'engine_crashed',
      retryable: true,
    }
  }

  #tellPositions(): void {
    this.#line.forEach((run, index) => run.reply({ type: 'status', status: 'waiting', position: index + 1 }))
  }
}

function refuse(run: WorkerRun, why: StreamError): void {
  run.fail(why)
  run.release()
}
