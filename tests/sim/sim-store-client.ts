import type { StoreClient } from '../../src/main/store/store-client.ts'
import type * as ErrorModule from '../../src/main/store/store-error.ts'
import type { OperationName, Operations } from '../../src/main/store/store-protocol.ts'
import type { Clock } from '../../src/main/lib/clock.ts'
import type { SimDisk } from './sim-disk.ts'
import { Refused } from './sim-disk.ts'

interface Asked {
  name: OperationName
  input: Operations[OperationName]['input']
  resolve: (output: never) => void
  reject: (error: Error) => void
}

const READS: readonly string[] = [
  'session:load',
  'session:earlier',
  'message:read',
  'message:place',
  'queue:all',
  'shut',
]

/** What is done with the disk, for those who look on. */
export interface DiskWatcher {
  done(name: OperationName, input: never): void
  /** Main hears that something was refused. */
  refused(): void
}

/** The store's worker in a simulated world: a post in, a post out, and a disk that takes its time or refuses. */
export class SimStoreClient implements Pick<StoreClient, 'ask' | 'idle' | 'answered' | 'dispose'> {
  /** How many writes are refused before it is well again; Infinity: until it is healed. */
  full_for = 0
  #disk: SimDisk
  #StoreError: typeof ErrorModule.StoreError
  #watcher: DiskWatcher
  #inbox: Asked[] = []
  #outbox: (() => void)[] = []
  #last: Promise<unknown> = Promise.resolve()
  #closed = false

  constructor(disk: SimDisk, StoreError: typeof ErrorModule.StoreError, watcher: DiskWatcher) {
    this.#disk = disk
    this.#StoreError = StoreError
    this.#watcher = watcher
  }

  ask<Name extends OperationName>(
    name: Name,
    input: Operations[Name]['input'],
  ): Promise<Operations[Name]['output']> {
    if (this.#closed) return Promise.reject(new this.#StoreError('closed'))
    const answered = new Promise<Operations[Name]['output']>((resolve, reject) => {
      this.#inbox.push({ name, input, resolve, reject })
    })
    this.#last = answered
    return answered
  }

  get idle(): boolean {
    return this.#inbox.length + this.#outbox.length === 0
  }

  async answered(): Promise<void> {
    await this.#last.catch(() => {})
  }

  async dispose(shut: () => Promise<unknown>, limit_ms: number, clock: Clock): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = clock.after(limit_ms, resolve)
      void shut()
        .catch(() => {})
        .then(() => {
          cancel()
          resolve()
        })
    })
    this.#closed = true
  }

  /** Writes that are asked for and not done, in order. */
  get asked(): readonly Pick<Asked, 'name' | 'input'>[] {
    return this.#inbox
  }

  get toDo(): number {
    return this.#inbox.length
  }

  get toTell(): number {
    return this.#outbox.length
  }

  /** The worker does the next thing. Its name. */
  work(): string {
    const asked = this.#inbox.shift()
    if (!asked) return ''
    const { name, input, resolve, reject } = asked
    if (this.full_for > 0 && !READS.includes(name)) {
      this.full_for--
      this.#outbox.push(() => {
        this.#watcher.refused()
        reject(new this.#StoreError('full'))
      })
      return `${name} is refused: the disk is full`
    }
    try {
      const output = this.#disk.carryOut(name, input)
      this.#watcher.done(name, input as never)
      this.#outbox.push(() => resolve(output as never))
      return name
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      const { kind, message } = error
      this.#outbox.push(() => {
        if (name === 'stream:open') this.#watcher.refused()
        reject(new this.#StoreError(kind, message))
      })
      return `${name} is refused: ${message}`
    }
  }

  /** Main hears the next answer. */
  tell(): void {
    this.#outbox.shift()?.()
  }
}
