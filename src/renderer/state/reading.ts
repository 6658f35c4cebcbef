import type { Bridge } from '../../shared/ipc-contract.ts'
import type { AppStore } from './app-store.ts'
import type { LoadEarlier } from './sessions/earlier.ts'
import { createEarlier } from './sessions/earlier.ts'
import type { OpenEditors } from './drafts/open-editors.ts'
import { createOpenEditors } from './drafts/open-editors.ts'
import type { KeptPlace } from './reading-place.ts'
import { createKeptPlace } from './reading-place.ts'
import type { SavedDrafts } from './drafts/saved-drafts.ts'
import type { SessionLoader } from './sessions/session-loader.ts'

/** What is remembered of a person who reads and types. */
export interface ReadingActions extends Pick<KeptPlace, 'readTo'>, Pick<OpenEditors, 'editorOpened'> {
  /** Nothing that was typed or read waits any longer to be saved. */
  saveNow: () => void
  /** The page goes: what stands in open editors is handed over and saved too, as far as there is time. */
  pageGoes: () => void
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
  const editors = createOpenEditors()
  const saveNow = (): void => {
    place.flush()
    drafts.flush()
  }
  const pageGoes = (): Promise<unknown> => {
    const handed = editors.handOver()
    saveNow()
    return handed
  }
  return {
    actions: {
      readTo: place.readTo,
      editorOpened: editors.editorOpened,
      saveNow,
      pageGoes: () => void pageGoes(),
      loadEarlier: createEarlier({ store, request, reload: loader.reload }),
    },
    leave: () => {
      // An editor's text that main refuses goes to a draft: only then is all there.
      void pageGoes()
        .then(() => drafts.finish())
        .then(() => request('window:left', null).catch(() => null))
    },
    dispose: place.dispose,
  }
}
