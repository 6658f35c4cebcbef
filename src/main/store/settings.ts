import { z } from 'zod'
import type { WriteLog } from '../ports.ts'
import type { ConnectionId } from '../../shared/ids.ts'
import { DEFAULT_SETTINGS } from '../../shared/settings.ts'
import type { Settings } from '../../shared/settings.ts'
import type { StoreClient } from './store-client.ts'
import { StoreError } from './store-error.ts'
import type { KeyValue } from './tables/key-value-table.ts'

const DAY_MS = 24 * 60 * 60 * 1_000
const { timeouts, local_models } = DEFAULT_SETTINGS
/** A duration; one that an older version did not know takes its default. */
const duration = (fallback: number) => z.number().int().min(1).max(DAY_MS).default(fallback)

const model = z.object({
  connection_id: z.custom<ConnectionId>((id) => typeof id === 'string'),
  model: z.string(),
})

/** A setting without a schema does not compile. */
const schemas: { [Key in keyof Settings]: z.ZodType<Settings[Key]> } = {
  theme: z.enum(['system', 'light', 'dark']),
  default_model: model.nullable(),
  sidebar_hidden: z.boolean(),
  queue_by_default: z.boolean(),
  look_for_updates: z.boolean(),
  timeouts: z.object({
    connect_ms: duration(timeouts.connect_ms),
    stalled_notice_ms: duration(timeouts.stalled_notice_ms),
    first_token_local_ms: duration(timeouts.first_token_local_ms),
    first_token_remote_ms: duration(timeouts.first_token_remote_ms),
    between_tokens_ms: duration(timeouts.between_tokens_ms),
  }),
  local_models: z.object({
    folder: z.string().nullable(),
    unload_after_ms: z.number().int().min(1).max(DAY_MS).nullable(),
    hub_url: z.string().default(local_models.hub_url),
    files: z.array(z.string()).default([]),
  }),
}
const KEYS = Object.keys(schemas) as (keyof Settings)[]

/** One row per key; a damaged one counts as its default, is logged, and stays until that key is set. */
export class SettingsStore {
  #client: StoreClient
  #settings: Settings

  constructor(client: StoreClient, writeLog: WriteLog, rows: readonly KeyValue[]) {
    this.#client = client
    const saved = new Map(rows.map(({ key, value }) => [key, value]))
    const read: Partial<Settings> = {}
    for (const key of KEYS) {
      const value = saved.get(key)
      if (value !== undefined && !take(read, key, parsed(value))) {
        writeLog({ event: 'settings_row_damaged', key })
      }
    }
    this.#settings = { ...DEFAULT_SETTINGS, ...read }
  }

  get(): Settings {
    return this.#settings
  }

  /** Resolves, once durable, with all settings. Rejects with a StoreError, `invalid` for a value of the wrong shape; none is changed then. */
  async set(change: Partial<Settings>): Promise<Settings> {
    const wanted: Partial<Settings> = {}
    for (const [key, value] of Object.entries(change)) {
      if (!isKey(key) || !take(wanted, key, value)) {
        throw new StoreError('invalid', `The setting "${key}" cannot have this value.`)
      }
    }
    const rows = Object.entries(wanted).map(([key, value]) => ({ key, value: JSON.stringify(value) }))
    await this.#client.ask('settings:write', rows)
    this.#settings = { ...this.#settings, ...wanted }
    return this.#settings
  }
}

function isKey(key: string): key is keyof Settings {
  return KEYS.some((known) => known === key)
}

/** Puts a value of the right shape into `settings`; false for any other. */
function take(settings: Partial<Settings>, key: keyof Settings, value: unknown): boolean {
  const result = schemas[key].safeParse(value)
  if (result.success) Object.assign(settings, { [key]: result.data })
  return result.success
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
