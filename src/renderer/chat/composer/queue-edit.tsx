import { useRef } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'
import { isComposing } from '../../ui/is-composing.ts'
import css from './queue-list.module.css'
import { useEditInPlace } from './use-edit-in-place.ts'

export interface QueueEditProps {
  text: string
  label: string
  /** Never rejects. */
  onDone: (text: string) => Promise<void>
  /** `by_key`: the focus was in the field, and is to go on from there. */
  onClose: (by_key: boolean) => void
}

/** A waiting message being changed in place: Enter and leaving keep the change, Esc does not. */
export function QueueEdit({ text, label, onDone, onClose }: QueueEditProps): ReactNode {
  const over = useRef(false)
  // The row may go away around it, e.g. because its message was sent: the change is not lost with it.
  const field = useEditInPlace(async (now) => {
    if (over.current || now === text) return
    over.current = true
    onClose(false)
    await onDone(now)
  })

  const finish = (keep: boolean, by_key: boolean): void => {
    if (over.current) return
    over.current = true
    if (keep) void onDone(field.current?.value ?? text)
    onClose(by_key)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    event.stopPropagation()
    if (isComposing(event.nativeEvent)) return
    const keeps = event.key === 'Enter' && !event.shiftKey
    if (!keeps && event.key !== 'Escape') return
    event.preventDefault()
    finish(keeps, true)
  }
  return (
    <textarea
      ref={field}
      className={css['edit']}
      rows={1}
      aria-label={label}
      defaultValue={text}
      onKeyDown={onKeyDown}
      onBlur={() => finish(true, false)}
    />
  )
}
