import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import type { Actions } from './actions.ts'
import type { AppData } from './app-store.ts'
import type { App } from './create-app.ts'

const AppContext = createContext<App | null>(null)

export const AppProvider = AppContext.Provider

/** The store and the actions themselves, e.g. to read without subscribing. Throws outside an AppProvider. */
export function useWholeApp(): App {
  const app = useContext(AppContext)
  if (!app) throw new Error('no AppProvider above')
  return app
}

/** Subscribes to what the selector picks, and to nothing else. It must return the same value while nothing changed. */
export function useApp<Picked>(select: (data: AppData) => Picked): Picked {
  return useStore(useWholeApp().store, select)
}

export function useActions(): Actions {
  return useWholeApp().actions
}
