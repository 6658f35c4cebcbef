import { useEffect, useRef } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'
import { isComposing } from './is-composing.ts'
import css from './rename-field.module.css'

export interface RenameFieldProps {
  value: string
  maxLength: number
  onDone: (value: string) => void
  onCancel: () => void
}

/** A name being changed in place: Enter and leaving keep it, Esc does not. */
export function RenameField({ value, maxLength, onDone, onCancel }: RenameFieldProps): ReactNode {
  const field = useRef<HTMLInputElement>(null)
  const over = useRef(false)
  useEffect(() => field.current?.select(), [])

  const finish = (run: () => void): void => {
    if (over.current) return
    over.current = true
    run()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    event.stopPropagation()
    if (isComposing(event.nativeEvent)) return
    if (event.key === 'Enter') finish(() => onDone(event.currentTarget.value))
    if (event.key === 'Escape') finish(onCancel)
    if (event.key === 'Enter' || event.key === 'Escape') event.preventDefault()
  }
  return (
    <input
      ref={field}
      className={css['field']}
      aria-label="Name of this chat"
      defaultValue={value}
      maxLength={maxLength}
      onKeyDown={onKeyDown}
      onBlur={(event) => finish(() => onDone(event.currentTarget.value))}
    />
  )
}
