import type { Clock } from '../lib/clock.ts'
import type { WriteLog } from '../ports.ts'
import type { ReadName, Reads } from './reads.ts'
import { StoreClient } from './store-client.ts'
import { storeErrorOf } from './store-error.ts'

/** How long a question waits for what was written before it; beyond it, a disk that hangs does not make chats unreadable. */
const FRESH_WITHIN_MS = 250
const DISPOSE_MS = 500

/**
 * Asks the thread that only reads. A question sees everything that was written before it was asked, as if there were one
 * thread; but it waits for nothing that is written after it, and a long one holds up nobody's answer. Like a reading room
 * beside the registry: who comes with a fresh receipt waits until that one page is filed, and for no other.
 */
export class StoreReader {
  #writer: StoreClient
  #clock: Clock
  /** null: one database in memory has one connection only, or the thread is gone; then the writer reads, too. */
  #client: StoreClient | null = null

  private constructor(writer: StoreClient, clock: Clock) {
    this.#writer = writer
    this.#clock = clock
  }

  /** The writer has opened the file. Never rejects: where a second connection cannot be had, the writer reads. */
  static async open(
    writer: StoreClient,
    { file, worker, writeLog, clock }: { file: string; worker: URL; writeLog: WriteLog; clock: Clock },
  ): Promise<StoreReader> {
    const reader = new StoreReader(writer, clock)
    if (file === ':memory:') return reader
    const client = new StoreClient(worker, writeLog, clock, 'store reader')
    try {
      await client.ask('open:reader', { file })
      reader.#client = client
    } catch (error) {
      writeLog({ event: 'store_reader_failed', detail: storeErrorOf(error).detail })
      await client.dispose(async () => {}, DISPOSE_MS, clock)
    }
    return reader
  }

  /** Rejects with a StoreError. `onLate` is called when the answer may be older than the question, once what it missed is there. */
  async ask<Name extends ReadName>(
    name: Name,
    input: Reads[Name]['input'],
    onLate: () => void = () => {},
  ): Promise<Reads[Name]['output']> {
    const client = this.#client
    if (!client) return this.#writer.ask(name, input)
    if (!this.#writer.idle) await this.#fresh(onLate)
    try {
      return await client.ask(name, input)
    } catch (error) {
      const { kind } = storeErrorOf(error)
      if (kind === 'closed') this.#client = null
      // Damage has to be seen by the writer: it is the one that has the next start check the database.
      else if (kind !== 'corrupt') throw error
      return this.#writer.ask(name, input)
    }
  }

  async dispose(): Promise<void> {
    const client = this.#client
    this.#client = null
    await client?.dispose(() => client.ask('shut', null), DISPOSE_MS, this.#clock)
  }

  #fresh(onLate: () => void): Promise<void> {
    return new Promise((resolve) => {
      let late = false
      const cancel = this.#clock.after(FRESH_WITHIN_MS, () => {
        late = true
        resolve()
      })
      void this.#writer.answered().then(() => {
        cancel()
        if (late) onLate()
        resolve()
      })
    })
  }
}
