import type { Bridge } from '../../shared/ipc-contract.ts'
import type { Settings } from '../../shared/settings.ts'
import type { AppStore } from './app-store.ts'

export interface SettingsDependencies {
  store: AppStore
  request: Bridge['request']
  notice: (text: string) => void
}

/** What stood at a key before the changes that main has not answered, and how many those are. */
interface Origin {
  value: unknown
  changes: number
}

/** Shows a change of settings at once. What main refuses goes back, key by key, unless it was changed again meanwhile. */
export function createSettingsSaver({ store, request, notice }: SettingsDependencies) {
  const origins = new Map<keyof Settings, Origin>()

  const settle = (key: keyof Settings, wanted: unknown, saved: boolean): void => {
    const origin = origins.get(key)
    if (!origin) return
    origin.changes--
    if (saved) origin.value = wanted
    if (origin.changes > 0) return
    origins.delete(key)
    const { settings } = store.getState()
    if (!saved && settings[key] === wanted) {
      store.setState({ settings: { ...settings, [key]: origin.value } })
    }
  }

  return async (change: Partial<Settings>): Promise<void> => {
    const { settings } = store.getState()
    const keys = Object.keys(change) as (keyof Settings)[]
    for (const key of keys) {
      const origin = origins.get(key) ?? { value: settings[key], changes: 0 }
      origins.set(key, { ...origin, changes: origin.changes + 1 })
    }
    store.setState({ settings: { ...settings, ...change } })
    const reply = await request('settings:set', change).catch(() => ({
      refused: 'Sluice did not answer. Try again.',
    }))
    const refused = 'refused' in reply
    for (const key of keys) settle(key, change[key], !refused)
    if (refused) notice(reply.refused)
  }
}
