import type { QueueId, SessionId } from '../../shared/ids.ts'

/** What was deleted, or put among the archived chats, and can come back. */
export type Undoable =
  | { session_id: SessionId }
  | { archived_id: SessionId }
  | { queue_id: QueueId }
  | { model: string }

/** A short notice that goes away by itself. */
export interface Toast {
  toast_id: number
  text: string
  /** What this notice can bring back; null for a plain notice. */
  undo: Undoable | null
}

export type Toasts = readonly Toast[]

/** At most this many are shown, the oldest gives way. What can bring something back gives way to no plain one; that is then one more. */
const TOASTS_MAX = 3

export function addToast(toasts: Toasts, toast: Toast): Toasts {
  const others = toast.undo ? toasts : toasts.filter(({ text, undo }) => undo || text !== toast.text)
  const all = [...others, toast]
  if (all.length <= TOASTS_MAX) return all
  const least = others.find(({ undo }) => undo === null) ?? (toast.undo ? others[0] : null)
  return all.filter((one) => one !== least)
}

export function removeToast(toasts: Toasts, toast_id: number): Toasts {
  return toasts.some((toast) => toast.toast_id === toast_id)
    ? toasts.filter((toast) => toast.toast_id !== toast_id)
    : toasts
}
