import type { Bridge } from '../../shared/ipc-contract.ts'
import type { AppStore } from './app-store.ts'
import type { LoadEarlier } from './earlier.ts'
import { createEarlier } from './earlier.ts'
import type { KeptPlace } from './reading-place.ts'
import { createKeptPlace } from './reading-place.ts'
import type { SavedDrafts } from './saved-drafts.ts'
import type { SessionLoader } from './session-loader.ts'

/** What is remembered of a person who reads and types. */
export interface ReadingActions extends Pick<KeptPlace, 'readTo'> {
  /** Nothing that was typed or read waits any longer to be saved. */
  saveNow: () => void
  loadEarlier: LoadEarlier
}

export interface Reading {
  actions: ReadingActions
  /** The window is about to go: saves what is left, and tells main when that is done. */
  leave: () => void
  dispose: () => void
}

export interface ReadingDependencies {
  store: AppStore
  request: Bridge['request']
  loader: SessionLoader
  drafts: SavedDrafts
}

export function createReading({ store, request, loader, drafts }: ReadingDependencies): Reading {
  const place = createKeptPlace(store, request)
  return {
    actions: {
      readTo: place.readTo,
      saveNow: () => {
        place.flush()
        drafts.flush()
      },
      loadEarlier: createEarlier({ store, request, reload: loader.reload }),
    },
    leave: () => {
      place.flush()
      void drafts.finish().then(() => request('window:left', null).catch(() => null))
    },
    dispose: place.dispose,
  }
}
