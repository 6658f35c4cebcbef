import { z } from 'zod'
import type { WriteLog } from '../ports.ts'
import type { SessionId } from '../../shared/ids.ts'
import type { StoreClient } from './store-client.ts'

/** Where the window was and what it showed. */
export interface WindowState {
  /** In the screen's own units; null: never moved. */
  bounds: { x: number; y: number; width: number; height: number } | null
  maximized: boolean
  open_session_id: SessionId | null
}

export const DEFAULT_WINDOW_STATE: WindowState = { bounds: null, maximized: false, open_session_id: null }

const size = z.number().int().min(1).max(100_000)
const place = z.number().int().min(-100_000).max(100_000)
const schema: z.ZodType<WindowState> = z.object({
  bounds: z.object({ x: place, y: place, width: size, height: size }).nullable(),
  maximized: z.boolean(),
  open_session_id: z.custom<SessionId>((id) => typeof id === 'string').nullable(),
})

export class WindowStateStore {
  #client: StoreClient
  #state: WindowState

  /** `saved`: the row as found; null when there is none. A damaged one counts as the default. */
  constructor(client: StoreClient, writeLog: WriteLog, saved: string | null) {
    this.#client = client
    const read = saved === null ? DEFAULT_WINDOW_STATE : parsed(saved)
    if (!read) writeLog({ event: 'window_state_damaged' })
    this.#state = read ?? DEFAULT_WINDOW_STATE
  }

  get(): WindowState {
    return this.#state
  }

  /** Known at once; resolves once durable. A later call counts for what both change. */
  async set(change: Partial<WindowState>): Promise<void> {
    this.#state = { ...this.#state, ...change }
    await this.#client.ask('window_state:write', JSON.stringify(this.#state))
  }
}

function parsed(json: string): WindowState | null {
  try {
    return schema.safeParse(JSON.parse(json)).data ?? null
  } catch {
    return null
  }
}
