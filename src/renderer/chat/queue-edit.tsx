import { useEffect, useRef } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'
import { isComposing } from '../ui/is-composing.ts'
import css from './queue-list.module.css'

export interface QueueEditProps {
  text: string
  label: string
  onDone: (text: string) => void
  /** `by_key`: the focus was in the field, and is to go on from there. */
  onClose: (by_key: boolean) => void
}

/** A waiting message being changed in place: Enter and leaving keep the change, Esc does not. */
export function QueueEdit({ text, label, onDone, onClose }: QueueEditProps): ReactNode {
  const field = useRef<HTMLTextAreaElement>(null)
  const over = useRef(false)
  const done = useRef(onDone)
  useEffect(() => {
    done.current = onDone
  })
  useEffect(() => {
    const element = field.current
    element?.focus()
    element?.setSelectionRange(element.value.length, element.value.length)
    return () => {
      // The row went away around it, e.g. because its message was sent: the change is not lost with it.
      if (!over.current && element) done.current(element.value)
    }
  }, [])

  const finish = (keep: boolean, by_key: boolean): void => {
    if (over.current) return
    over.current = true
    if (keep) onDone(field.current?.value ?? text)
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
