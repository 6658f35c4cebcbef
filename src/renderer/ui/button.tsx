import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react'
import css from './button.module.css'

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `solid`: the one main thing; `outline`: the others; `quiet`: beside text; `text`: inside a line. */
  look?: 'solid' | 'outline' | 'quiet' | 'text'
  danger?: boolean
  /** What it was asked for goes on: it does nothing meanwhile, and keeps the focus, which `disabled` would throw away. */
  busy?: boolean
  ref?: Ref<HTMLButtonElement>
}

export function Button(props: ButtonProps): ReactNode {
  const { look = 'outline', danger = false, busy = false, className, onClick, ...rest } = props
  const names = [css['button'], css[look], danger && css['danger'], className]
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={busy || undefined}
      onClick={busy ? undefined : onClick}
      className={names.filter(Boolean).join(' ')}
    />
  )
}

export interface IconButtonProps extends Omit<ButtonProps, 'look' | 'danger' | 'title'> {
  /** Its name for everybody: read out, and shown on hover. */
  label: string
  /** Shown on hover after the label, e.g. a shortcut. */
  hint?: string
  small?: boolean
}

export function IconButton({ label, hint, small = false, className, ...rest }: IconButtonProps): ReactNode {
  const names = [css['icon'], small && css['small'], className]
  return (
    <Button
      look="quiet"
      {...rest}
      aria-label={label}
      title={hint ? `${label} (${hint})` : label}
      className={names.filter(Boolean).join(' ')}
    />
  )
}
