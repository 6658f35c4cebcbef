import type { WriteLog } from '../../ports.ts'
import type { SearchResult } from '../../../shared/search.ts'
import type { StoreClient } from '../store-client.ts'
import { storeErrorOf } from '../store-error.ts'

/** Main's end of the search. Builds the index anew when it turns out to be damaged, in steps between which others write. */
export class Searching {
  #client: StoreClient
  #writeLog: WriteLog
  #building = false

  constructor(client: StoreClient, writeLog: WriteLog) {
    this.#client = client
    this.#writeLog = writeLog
  }

  /** Rejects with a StoreError. */
  async find(query: string, limit: number): Promise<SearchResult> {
    const { hits, index } = await this.#client.ask('search:find', { query, limit })
    if (index !== 'whole') void this.#build(index === 'damaged')
    return { hits, rebuilding: index !== 'whole' }
  }

  async #build(anew: boolean): Promise<void> {
    if (this.#building) return
    this.#building = true
    this.#writeLog({ event: 'search_index_build', anew })
    try {
      let { done } = await this.#client.ask('search:build', { anew })
      while (!done) ({ done } = await this.#client.ask('search:build', { anew: false }))
      this.#writeLog({ event: 'search_index_built' })
    } catch (error) {
      // The disk refused, or the app ends: the next question takes it up.
      const { kind, detail } = storeErrorOf(error)
      if (kind !== 'closed') this.#writeLog({ event: 'search_index_failed', kind, detail })
    } finally {
      this.#building = false
    }
  }
}
