import { randomUUID } from 'node:crypto'
import type { WriteLog } from '../ports.ts'
import type { Connection } from '../../shared/engine-info.ts'
import type { ConnectionId } from '../../shared/ids.ts'
import type { ConnectionInput } from '../../shared/ipc-contract.ts'
import type { StoreClient } from './store-client.ts'
import { StoreError, storeErrorOf } from './store-error.ts'
import type { ConnectionRow } from './tables/connection-table.ts'

/** The system's own safe for secrets; in the app Electron's safeStorage. */
export interface KeyVault {
  /** Whether what it encrypts is safe on disk; without, keys are held for this run only. */
  available(): boolean
  encrypt(text: string): Uint8Array
  /** Throws when it was encrypted by someone else, or is damaged. */
  decrypt(bytes: Uint8Array): string
}

export const NO_VAULT: KeyVault = {
  available: () => false,
  encrypt: () => {
    throw new Error('there is no vault')
  },
  decrypt: () => {
    throw new Error('there is no vault')
  },
}

export const SIMULATOR_ID = 'simulator' as ConnectionId
const SIMULATOR: Connection = {
  connection_id: SIMULATOR_ID,
  kind: 'simulator',
  name: 'Simulator',
  url: '',
  key: 'none',
}

/** The configured engines. The simulator is always there, first, and not on disk. Keys are on disk encrypted or not at all. */
export class Connections {
  #client: StoreClient
  #vault: KeyVault
  #writeLog: WriteLog
  #rows: Map<ConnectionId, ConnectionRow>
  #keys_of_this_run = new Map<ConnectionId, string>()

  constructor(client: StoreClient, vault: KeyVault, writeLog: WriteLog, rows: readonly ConnectionRow[]) {
    this.#client = client
    this.#vault = vault
    this.#writeLog = writeLog
    this.#rows = new Map(rows.map((row) => [row.connection_id, row]))
  }

  list(): Connection[] {
    return [SIMULATOR, ...[...this.#rows.values()].map((row) => this.#shown(row))]
  }

  get(connection_id: ConnectionId): Connection | null {
    return this.list().find((connection) => connection.connection_id === connection_id) ?? null
  }

  /** The key itself; never leaves main. null when there is none, or the vault cannot read it (logged). */
  keyOf(connection_id: ConnectionId): string | null {
    const cipher = this.#rows.get(connection_id)?.key_cipher
    if (!cipher) return this.#keys_of_this_run.get(connection_id) ?? null
    try {
      return this.#vault.decrypt(cipher)
    } catch (error) {
      const { detail } = storeErrorOf(error)
      this.#writeLog({ event: 'connection_key_unreadable', connection_id, detail })
      return null
    }
  }

  async add(input: ConnectionInput): Promise<Connection> {
    return this.#save(randomUUID() as ConnectionId, input)
  }

  /** `key` left out keeps the one there is, '' removes it. */
  async edit(connection_id: ConnectionId, input: ConnectionInput): Promise<Connection> {
    this.#mustBeOurs(connection_id)
    return this.#save(connection_id, input)
  }

  async remove(connection_id: ConnectionId): Promise<void> {
    this.#mustBeOurs(connection_id)
    await this.#client.ask('connection:remove', { connection_id })
    this.#rows.delete(connection_id)
    this.#keys_of_this_run.delete(connection_id)
  }

  async #save(connection_id: ConnectionId, { kind, name, url, key }: ConnectionInput): Promise<Connection> {
    const kept = this.#rows.get(connection_id)?.key_cipher ?? null
    const safe = key !== undefined && key !== '' && this.#vault.available()
    const key_cipher = key === undefined ? kept : safe ? this.#vault.encrypt(key) : null
    const row = { connection_id, kind, name, url, key_cipher }
    await this.#client.ask('connection:write', row)
    this.#rows.set(connection_id, row)
    if (key !== undefined) {
      if (key === '' || safe) this.#keys_of_this_run.delete(connection_id)
      else this.#keys_of_this_run.set(connection_id, key)
    }
    return this.#shown(row)
  }

  #shown({ connection_id, kind, name, url, key_cipher }: ConnectionRow): Connection {
    const held = this.#keys_of_this_run.has(connection_id)
    return { connection_id, kind, name, url, key: key_cipher ? 'saved' : held ? 'this_run_only' : 'none' }
  }

  #mustBeOurs(connection_id: ConnectionId): void {
    if (connection_id === SIMULATOR_ID) throw new StoreError('fixed')
    if (!this.#rows.has(connection_id)) {
      throw new StoreError('missing', 'This connection does not exist any more.')
    }
  }
}
