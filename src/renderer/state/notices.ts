import type { AppStore } from './app-store.ts'
import type { Undoable } from './toasts.ts'
import { addToast, removeToast } from './toasts.ts'

/** How long a plain notice stays. */
const NOTICE_MS = 6_000

export interface Notices {
  /** Shows a sentence for a while. */
  show: (text: string) => void
  /** Offers to bring back what was deleted, until `expire` or a person ends the offer. Returns its `toast_id`. */
  offerUndo: (text: string, undo: Undoable) => number
  /** Ends a toast in so many milliseconds. */
  expire: (toast_id: number, ms: number) => void
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
  const add = (text: string, undo: Undoable | null): number => {
    const toast_id = ++number
    store.setState((data) => ({ toasts: addToast(data.toasts, { toast_id, text, undo }) }))
    return toast_id
  }
  const expire = (toast_id: number, ms: number): void => {
    clearTimeout(timers.get(toast_id))
    timers.set(
      toast_id,
      setTimeout(() => dismiss(toast_id), ms),
    )
  }
  return {
    show: (text) => expire(add(text, null), NOTICE_MS),
    offerUndo: add,
    expire,
    dismiss,
    dispose: () => {
      for (const timer of timers.values()) clearTimeout(timer)
      timers.clear()
    },
  }
}
