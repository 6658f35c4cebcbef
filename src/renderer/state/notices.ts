import type { SessionId } from '../../shared/ids.ts'
import type { AppStore } from './app-store.ts'
import { addToast, removeToast } from './toasts.ts'

/** How long a plain notice stays. */
const NOTICE_MS = 6_000

export interface Notices {
  /** Shows a sentence for a while. */
  show: (text: string) => void
  /** Shows that a session was deleted, for as long as that can be undone. */
  offerUndo: (text: string, session_id: SessionId, undo_ms: number) => void
  dismiss: (toast_id: number) => void
  dispose: () => void
}

export function createNotices(store: AppStore): Notices {
  let number = 0
  const timers = new Map<number, ReturnType<typeof setTimeout>>()

  const dismiss = (toast_id: number): void => {
    clearTimeout(timers.get(toast_id))
    timers.delete(toast_id)
    store.setState((data) => ({ toasts: removeToast(data.toasts, toast_id) }))
  }
  const add = (text: string, undo: SessionId | null, ms: number): void => {
    const toast_id = ++number
    store.setState((data) => ({ toasts: addToast(data.toasts, { toast_id, text, undo }) }))
    timers.set(
      toast_id,
      setTimeout(() => dismiss(toast_id), ms),
    )
  }
  return {
    show: (text) => add(text, null, NOTICE_MS),
    offerUndo: (text, session_id, undo_ms) => add(text, session_id, undo_ms),
    dismiss,
    dispose: () => {
      for (const timer of timers.values()) clearTimeout(timer)
      timers.clear()
    },
  }
}
