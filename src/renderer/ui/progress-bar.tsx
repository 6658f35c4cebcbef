import type { ReactNode } from 'react'
import css from './progress-bar.module.css'

/** How far something is, from 0 to 1; null: nobody knows yet. */
export function ProgressBar({ label, share }: { label: string; share: number | null }): ReactNode {
  return (
    <progress className={css['bar']} aria-label={label} {...(share !== null && { value: share })} max={1} />
  )
}
