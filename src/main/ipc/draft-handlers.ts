import type { Store } from '../store/store.ts'
import type { Farewell } from '../window/farewell.ts'
import type { Broadcast } from './broadcast.ts'
import type { Handlers } from './serve-requests.ts'

export type DraftRequest = 'session:draft' | 'session:place' | 'window:left'

export interface DraftParts {
  store: Pick<Store, 'drafts' | 'sessions'>
  broadcast: Broadcast
  farewell: Pick<Farewell, 'left'>
}

/** What a window leaves behind while somebody types and reads in it. */
export function draftHandlers({ store, broadcast, farewell }: DraftParts): Pick<Handlers, DraftRequest> {
  return {
    'session:draft': async ({ session_id, text }, asker) => {
      const { revision, saved } = store.drafts.write(session_id, text)
      broadcast('draft:changed', { session_id, text, revision }, asker)
      try {
        await saved
        return { revision }
      } catch (error) {
        if (error instanceof Error && error.name === 'StoreError') return { refused: error.message }
        throw error
      }
    },
    'session:place': async ({ session_id, place }) => {
      // A place the disk refuses is no loss: the next one is tried as well.
      await store.sessions.setPlace(session_id, place).catch(() => {})
      return null
    },
    'window:left': (_nothing, { page_id }) => {
      farewell.left(page_id)
      return null
    },
  }
}
