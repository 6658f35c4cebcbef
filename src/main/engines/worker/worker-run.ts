import type { EngineReply, EngineRequest, EngineRun } from '../../ports.ts'
import { CREDIT_BYTES, utf8Bytes } from '../../../shared/limits.ts'
import type { ErrorType, StreamError } from '../../../shared/stream-end.ts'
import { ReplyQueue } from './reply-queue.ts'
import type { WorkerProcess } from './worker-process.ts'
import type { OfRun } from './worker-protocol.ts'

/** An honest slow model is not killed for one slow step: three of its steps, but within these bounds (design). */
const PATIENCE_STEPS = 3
const PATIENCE_MIN_MS = 500
const PATIENCE_MAX_MS = 2_000

/** Sending the same again cannot help. */
const FINAL_FAILURES: readonly ErrorType[] = ['context_overflow', 'model_not_found', 'model_load_failed']

export interface WorkerRunOwner {
  /** The stream ended: take the run out of the line if it still waits. */
  onAbort(run: WorkerRun): void
  /** Something came for a run that wants no more. */
  onLateReply(): void
  /** At its release: how many these were, if any. */
  onLateReplies(run: WorkerRun, count: number): void
  /** It sent more than it had credit for. */
  onOverrun(): void
}

/** One generation in an engine process, from standing in line to the process being free again. */
export class WorkerRun implements EngineRun {
  readonly request: EngineRequest
  readonly replies: ReplyQueue
  readonly released: Promise<void>
  worker: WorkerProcess | null = null
  /** Stands in line because there is no room for its model. */
  wants_room = false
  #owner: WorkerRunOwner
  #aborted = false
  /** Text taken in and not pulled; counted here, because the process is not trusted with it. */
  #unread_bytes = 0
  #late = 0
  #resolveReleased!: () => void

  constructor(request: EngineRequest, signal: AbortSignal, owner: WorkerRunOwner) {
    this.request = request
    this.#owner = owner
    this.released = new Promise((resolve) => (this.#resolveReleased = resolve))
    this.replies = new ReplyQueue((bytes) => {
      this.#unread_bytes -= bytes
      this.worker?.send({ type: 'credit', run_id: this.id, bytes })
    })
    if (signal.aborted) this.#abort()
    else signal.addEventListener('abort', () => this.#abort(), { once: true })
  }

  get id(): string {
    return this.request.stream_id
  }

  get aborted(): boolean {
    return this.#aborted
  }

  patience_ms(): number {
    // A process that still loads has no generation to ask: loading is cancelled by taking it away.
    if (this.worker && !this.worker.ready) return 0
    return Math.min(Math.max(PATIENCE_STEPS * (this.worker?.step_ms ?? 0), PATIENCE_MIN_MS), PATIENCE_MAX_MS)
  }

  force(): void {
    // A model that had been loaded is loaded again in the background; a load that was stopped is not wanted.
    if (this.worker?.ready) this.worker.wanted_back = true
    this.worker?.kill('did not leave its run in time')
  }

  /** It has its process. Told also when that is ready: whoever stood in line is watched for silence again from here on. */
  assigned(worker: WorkerProcess, model: string): void {
    this.worker = worker
    if (worker.ready) this.reply({ type: 'status', status: 'thinking' })
    else this.reply({ type: 'status', status: 'loading', detail: model })
  }

  reply(reply: EngineReply): void {
    if (!this.replies.push(reply)) this.#countLate()
  }

  /** Never gets a process. */
  refuse(why: StreamError): void {
    this.fail(why)
    this.release()
  }

  fail(error: StreamError): void {
    this.replies.push({ type: 'failed', error })
    this.replies.close()
  }

  /** The process says that it cannot. */
  failed({ error_type, message }: { error_type: ErrorType; message: string }, label: string): void {
    const retryable = !FINAL_FAILURES.includes(error_type)
    this.fail({ content: `${label}: ${message}`, error_type, retryable })
  }

  /** The process has this run no more. */
  release(): void {
    this.replies.close()
    if (this.#late > 0) this.#owner.onLateReplies(this, this.#late)
    this.#resolveReleased()
  }

  /** Takes in a message of its process. True when the run is over and the process free. */
  receive(message: OfRun, label: string): boolean {
    switch (message.type) {
      case 'status': {
        const { type, status, percent, detail, step_ms } = message
        if (step_ms !== undefined) this.#stepTook(step_ms)
        this.reply({
          type,
          status,
          ...(percent !== undefined && { percent }),
          ...(detail !== undefined && { detail }),
        })
        return false
      }
      case 'text': {
        const { type, channel, content, tokens, step_ms } = message
        const bytes = utf8Bytes(content)
        this.#stepTook(step_ms)
        if (!this.replies.push({ type, channel, content, tokens }, bytes)) this.#countLate()
        else if ((this.#unread_bytes += bytes) > bytes + CREDIT_BYTES) this.#owner.onOverrun()
        return false
      }
      case 'usage':
        this.reply({ type: 'usage', usage: message.usage })
        return false
      case 'finish':
        this.reply({ type: 'finish', finish: message.finish, ...(message.usage && { usage: message.usage }) })
        return false
      case 'failed':
        this.failed(message, label)
        return false
      case 'settled':
        this.release()
        return true
    }
  }

  /** Remembered with the process: its next run is waited for accordingly, too. */
  #stepTook(step_ms: number): void {
    if (this.worker) this.worker.step_ms = step_ms
  }

  #countLate(): void {
    this.#late++
    this.#owner.onLateReply()
  }

  #abort(): void {
    this.#aborted = true
    void this.replies.return()
    this.#owner.onAbort(this)
    this.worker?.send({ type: 'cancel', run_id: this.id })
  }
}
