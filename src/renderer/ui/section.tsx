import { useId } from 'react'
import type { ReactNode } from 'react'
import css from './section.module.css'

export interface SectionProps {
  /** Its heading, and its name for those who hear it; without one it is only set apart. */
  title?: string
  /** More air between what is in it, as between fields. */
  roomy?: boolean
  children: ReactNode
}

/** A part of a dialog, with a line above it where it is not the first. */
export function Section({ title, roomy = false, children }: SectionProps): ReactNode {
  const id = useId()
  return (
    <section className={css['section']} aria-labelledby={title === undefined ? undefined : id}>
      {title === undefined ? null : <h3 id={id}>{title}</h3>}
      <Stack roomy={roomy}>{children}</Stack>
    </section>
  )
}

/** One below the other, with even gaps. */
export function Stack({ roomy = false, children }: { roomy?: boolean; children: ReactNode }): ReactNode {
  return <div className={roomy ? `${css['stack']} ${css['roomy']}` : css['stack']}>{children}</div>
}
