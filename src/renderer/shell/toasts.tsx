import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { createPortal } from 'react-dom'
import type { Toast } from '../state/toasts.ts'
import { useActions, useApp } from '../state/use-app.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { useTopDialog } from '../ui/dialog-layer.tsx'
import { TransferStrip } from './transfer-strip.tsx'
import css from './toasts.module.css'

/** Short notices. They never take the focus. An open dialog has them, where they can be seen, heard and pressed. */
export function Toasts(): ReactNode {
  const dialog = useTopDialog()
  const in_models = useApp((data) => data.dialog === 'models')
  const toasts = useApp((data) => data.toasts)
  // There what was removed stands in the list of models.
  const shown = in_models ? toasts.filter(({ undo }) => undo === null || !('model' in undo)) : toasts
  const list = shown.map((toast) => <ToastLine key={toast.toast_id} toast={toast} />)
  return (
    <>
      <section className={css['toasts']} aria-label="Notices">
        <TransferStrip />
        {dialog ? null : list}
      </section>
      {dialog && list.length > 0
        ? createPortal(
            <section className={`${css['toasts']} ${css['inside']}`} aria-label="Notices">
              {list}
            </section>,
            dialog,
          )
        : null}
    </>
  )
}

/** Its buttons go with it: the focus they had goes on to the message field, not to nowhere. */
function ToastLine({ toast: { toast_id, text, undo: undoable } }: { toast: Toast }): ReactNode {
  const { undo, dismissToast, focusComposer } = useActions()
  const in_dialog = useTopDialog() !== null
  const press = (act: () => void): void => {
    act()
    if (!in_dialog) focusComposer()
  }
  return (
    <output className={css['toast']}>
      <span className={css['text']}>{text}</span>
      {undoable ? (
        <Button className={css['undo']} onClick={() => press(() => undo(undoable, toast_id))}>
          Undo
        </Button>
      ) : null}
      <IconButton label="Dismiss" onClick={() => press(() => dismissToast(toast_id))}>
        <X size={16} aria-hidden />
      </IconButton>
    </output>
  )
}
