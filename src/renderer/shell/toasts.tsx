import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useActions, useApp } from '../state/use-app.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { TransferStrip } from './transfer-strip.tsx'
import css from './toasts.module.css'

/** Short notices. They never take the focus. */
export function Toasts(): ReactNode {
  const { undo, dismissToast } = useActions()
  const toasts = useApp((data) => data.toasts)
  return (
    <section className={css['toasts']} aria-label="Notices">
      <TransferStrip />
      {toasts.map(({ toast_id, text, undo: undoable }) => (
        <output className={css['toast']} key={toast_id}>
          <span className={css['text']}>{text}</span>
          {undoable ? (
            <Button className={css['undo']} onClick={() => undo(undoable, toast_id)}>
              Undo
            </Button>
          ) : null}
          <IconButton label="Dismiss" onClick={() => dismissToast(toast_id)}>
            <X size={16} aria-hidden />
          </IconButton>
        </output>
      ))}
    </section>
  )
}
