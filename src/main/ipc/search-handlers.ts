import type { Store } from '../store/store.ts'
import type { ChatHandlers } from './handlers.ts'

export function searchHandlers({
  store,
}: {
  store: Pick<Store, 'search'>
}): Pick<ChatHandlers, 'search:find'> {
  return {
    // What the store refuses here is told like any failure of a question: nothing was to be changed.
    'search:find': async ({ query, limit }) => {
      try {
        return await store.search.find(query, limit)
      } catch (error) {
        if (error instanceof Error && error.name === 'StoreError') return { refused: error.message }
        throw error
      }
    },
  }
}
