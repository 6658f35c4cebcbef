import { X } from 'lucide-react'
import { useId, useLayoutEffect, useRef } from 'react'
import type { KeyboardEvent, MouseEvent, ReactNode } from 'react'
import { IconButton } from './button.tsx'
import { useOpenDialog } from './dialog-layer.tsx'
import css from './dialog.module.css'

export interface LayerProps {
  onClose: () => void
  children: ReactNode
}

/** A window over the page: the browser's own modal, so the rest is inert and the focus comes back where it was. */
export function Dialog({ title, onClose, children }: LayerProps & { title: string }): ReactNode {
  const titleId = useId()
  return (
    <Modal className={css['window']} labelledBy={titleId} onClose={onClose}>
      <div className={css['head']}>
        <h2 id={titleId}>{title}</h2>
        <IconButton label="Close" hint="Esc" onClick={onClose}>
          <X size={17} aria-hidden />
        </IconButton>
      </div>
      <div className={css['body']}>{children}</div>
    </Modal>
  )
}

/** A window at the top of the page, without a head of its own: what is in it begins with a field. */
export function Palette({ label, onClose, children }: LayerProps & { label: string }): ReactNode {
  return (
    <Modal className={css['palette']} label={label} onClose={onClose}>
      {children}
    </Modal>
  )
}

/** A panel over the left side of a narrow page. */
export function Drawer({ label, onClose, children }: LayerProps & { label: string }): ReactNode {
  return (
    <Modal className={css['drawer']} label={label} onClose={onClose}>
      {children}
    </Modal>
  )
}

interface ModalProps extends LayerProps {
  className: string | undefined
  label?: string
  labelledBy?: string
}

function Modal({ className, label, labelledBy, onClose, children }: ModalProps): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null)
  const open = useOpenDialog()
  useLayoutEffect(() => {
    const element = dialog.current
    const before = document.activeElement
    element?.showModal()
    const closed = element ? open(element) : null
    return () => {
      closed?.()
      element?.close()
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [open])

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented) return
    // Handled, so that what lies below (the running answer) does not take the same Esc as its own.
    event.preventDefault()
    onClose()
  }
  const onClick = (event: MouseEvent): void => {
    if (event.target === dialog.current) onClose()
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Esc and a click beside it are a dialog's own
    <dialog
      ref={dialog}
      className={`${css['dialog']} ${className}`}
      aria-label={label}
      aria-labelledby={labelledBy}
      onKeyDown={onKeyDown}
      onClick={onClick}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      {children}
    </dialog>
  )
}
