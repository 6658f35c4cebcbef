import type { WriteLog } from '../../ports.ts'
import type { SearchResult } from '../../../shared/search.ts'
import type { StoreClient } from '../store-client.ts'
import type { StoreReader } from '../store-reader.ts'
import { StoreError, storeErrorOf } from '../store-error.ts'

const FAILED =
  'The search is damaged and could not be built anew. Your chats are not affected; free space on the disk, then search again.'

/** Main's end of the search. Builds the index anew when it turns out to be damaged, in steps between which others write. */
export class Searching {
  #client: StoreClient
  #reader: StoreReader
  #writeLog: WriteLog
  #building = false
  /** Why the index could not be built in this run; null while it is, or was not tried. */
  #failure: StoreError | null = null

  constructor(client: StoreClient, reader: StoreReader, writeLog: WriteLog) {
    this.#client = client
    this.#reader = reader
    this.#writeLog = writeLog
  }

  /** Rejects with a StoreError. */
  async find(query: string, limit: number): Promise<SearchResult> {
    const { hits, index } = await this.#reader.ask('search:find', { query, limit })
    if (index !== 'whole') {
      // Said once each time it failed; the next question tries again.
      const failure = this.#failure
      this.#failure = null
      if (failure) throw failure
      void this.#build(index === 'damaged')
    }
    return { hits, rebuilding: index !== 'whole' }
  }

  /** Goes on where a start, or a quit, left an index unfinished. */
  resume(): void {
    void this.#build(false)
  }

  async #build(anew: boolean): Promise<void> {
    if (this.#building) return
    this.#building = true
    try {
      let { done } = await this.#client.ask('search:build', { anew })
      // The question was answered from a moment before the last build was done.
      if (done && !anew) return
      this.#writeLog({ event: 'search_index_build', anew })
      while (!done) ({ done } = await this.#client.ask('search:build', { anew: false }))
      this.#writeLog({ event: 'search_index_built' })
    } catch (error) {
      // The disk refused, or the app ends: the next question takes it up.
      const { kind, detail, errcode } = storeErrorOf(error)
      if (kind === 'closed') return
      this.#writeLog({ event: 'search_index_failed', kind, detail })
      this.#failure = new StoreError(kind, FAILED, detail, errcode)
    } finally {
      this.#building = false
    }
  }
}
