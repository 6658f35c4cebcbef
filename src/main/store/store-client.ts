import { Worker } from 'node:worker_threads'
import type { Clock } from '../lib/clock.ts'
import type { WriteLog } from '../ports.ts'
import { StoreError, storeErrorOf } from './store-error.ts'
import type { OperationName, Operations, StoreReply } from './store-protocol.ts'
import { StoreWatch } from './store-watch.ts'

interface Pending {
  name: OperationName
  resolve: (output: never) => void
  reject: (error: StoreError) => void
}

export type ThreadName = 'store' | 'store reader'

/** Main's end of the worker: sends operations in the order of the calls and matches the replies. */
export class StoreClient {
  #worker: Worker
  #writeLog: WriteLog
  #watch: StoreWatch
  #pending = new Map<number, Pending>()
  #next_id = 0
  /** Why nothing can be asked any more; null while the worker lives. */
  #closed: StoreError | null = null
  #exited: Promise<void>
  #disposing: Promise<void> | null = null
  #thread: ThreadName
  #last: Promise<unknown> = Promise.resolve()

  /** `worker`: where the worker's code is; the .ts file itself in plain Node, its bundle in the app. `thread`: its name in the log. */
  constructor(worker: URL, writeLog: WriteLog, clock: Clock, thread: ThreadName = 'store') {
    this.#writeLog = writeLog
    this.#watch = new StoreWatch(clock, writeLog)
    this.#thread = thread
    this.#worker = new Worker(worker, { name: thread })
    this.#worker.on('message', (reply: StoreReply) => this.#settle(reply))
    this.#worker.on('error', (error) => this.#died(storeErrorOf(error).detail))
    this.#worker.on('messageerror', (error) => this.#died(storeErrorOf(error).detail))
    this.#exited = new Promise((resolve) => {
      this.#worker.once('exit', (code) => {
        this.#died(`exit code ${code}`)
        resolve()
      })
    })
  }

  /** Rejects with a StoreError; nothing has changed on disk then. */
  ask<Name extends OperationName>(
    name: Name,
    input: Operations[Name]['input'],
  ): Promise<Operations[Name]['output']> {
    if (this.#closed) return Promise.reject(this.#closed)
    const id = this.#next_id++
    if (this.#pending.size === 0) this.#watch.turnsTo(name)
    const answered = new Promise<Operations[Name]['output']>((resolve, reject) => {
      this.#pending.set(id, { name, resolve, reject })
      this.#worker.postMessage({ id, name, input })
    })
    this.#last = answered
    return answered
  }

  /** Whether everything asked so far is answered. */
  get idle(): boolean {
    return this.#pending.size === 0
  }

  /** Resolves when everything asked so far is answered, carried out or refused. Never rejects. */
  async answered(): Promise<void> {
    // They are answered in the order of the questions.
    await this.#last.catch(() => {})
  }

  /** Ends the worker. `shut` closes the database first; both together take at most `limit_ms`. Never rejects. */
  dispose(shut: () => Promise<unknown>, limit_ms: number, clock: Clock): Promise<void> {
    this.#disposing ??= this.#dispose(shut, limit_ms, clock)
    return this.#disposing
  }

  async #dispose(shut: () => Promise<unknown>, limit_ms: number, clock: Clock): Promise<void> {
    let cancel = (): void => {}
    const late = new Promise<'late'>((resolve) => (cancel = clock.after(limit_ms, () => resolve('late'))))
    const shutting = shut().catch((error: unknown) => {
      const { kind, detail } = storeErrorOf(error)
      // A dead worker was told already, and a late one is told below.
      if (kind !== 'closed') this.#writeLog({ event: 'store_shut_failed', kind, detail })
    })
    const outcome = await Promise.race([shutting.then(() => this.#terminate()), late])
    cancel()
    if (outcome !== 'late') return
    this.#writeLog({ event: 'store_dispose_late', limit_ms })
    // A thread inside a hanging disk call ends when that call returns; nobody waits for it, not even the process.
    this.#worker.unref()
    void this.#terminate()
  }

  #terminate(): Promise<void> {
    this.#close(new StoreError('closed'))
    void this.#worker.terminate()
    return this.#exited
  }

  #settle(reply: StoreReply): void {
    const pending = this.#pending.get(reply.id)
    this.#pending.delete(reply.id)
    const [next] = this.#pending.values()
    this.#watch.turnsTo(next?.name ?? null)
    if ('error' in reply) {
      const { kind, message, detail, errcode } = reply.error
      pending?.reject(new StoreError(kind, message, detail, errcode))
    } else pending?.resolve(reply.output as never)
  }

  /** Once, when the worker ends by itself. */
  #died(detail: string): void {
    if (this.#closed) return
    const event = this.#thread === 'store' ? 'store_worker_died' : 'store_reader_died'
    this.#writeLog({ event, detail })
    const sentence = 'Saving stopped working. Restart Sluice; what is on screen can still be copied.'
    this.#close(new StoreError('closed', sentence, detail))
  }

  #close(why: StoreError): void {
    this.#closed ??= why
    this.#watch.stop()
    for (const { reject } of this.#pending.values()) reject(this.#closed)
    this.#pending.clear()
  }
}
