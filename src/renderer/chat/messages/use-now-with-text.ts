import { useMemo, useSyncExternalStore } from 'react'
import type { AppStore } from '../../state/app-store.ts'
import type { Now } from '../../ui/use-now.ts'
import { lookAtClock } from '../../ui/use-now.ts'

/** Text that streams comes at least so often (state/pace.ts). */
const TEXT_EVERY_MS = 60

/**
 * The time, looked at again every `ms` (never while `ms` is null), where text streams in the frame that draws it: a figure
 * that changes by itself has the page make a frame of its own.
 */
export function useNowWithText(store: AppStore, ms: number | null): Now {
  const { subscribe, read } = useMemo(() => clockWithText(store, ms), [store, ms])
  return useSyncExternalStore(subscribe, read)
}

interface ClockWithText {
  subscribe: (heard: () => void) => () => void
  read: () => Now
}

function clockWithText(store: AppStore, ms: number | null): ClockWithText {
  let now = lookAtClock()
  const subscribe = (heard: () => void): (() => void) => {
    if (ms === null) return () => {}
    let timer: ReturnType<typeof setTimeout>
    let changed_at = Number.NEGATIVE_INFINITY
    const look = (): void => {
      clearTimeout(timer)
      timer = setTimeout(due, ms)
      now = lookAtClock()
      heard()
    }
    const due = (): void => {
      if (performance.now() - changed_at < TEXT_EVERY_MS) timer = setTimeout(look, TEXT_EVERY_MS)
      else look()
    }
    timer = setTimeout(due, ms)
    const deaf = store.subscribe(() => {
      changed_at = performance.now()
      if (changed_at - now.mono_ms >= ms) look()
    })
    return () => {
      clearTimeout(timer)
      deaf()
    }
  }
  return { subscribe, read: () => now }
}
