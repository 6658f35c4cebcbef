import type { ReactNode } from 'react'
import css from './unseen.module.css'

/** Text for screen readers alone. */
export function Unseen({ children }: { children: ReactNode }): ReactNode {
  return <span className={css['unseen']}>{children}</span>
}

/** Says its text politely when it becomes other news. `number` makes the same words said twice two pieces of news. */
export function Announcer({ text, number }: { text: string; number: number }): ReactNode {
  return (
    <output className={css['unseen']} aria-live="polite">
      {text === '' ? null : <span key={number}>{text}</span>}
    </output>
  )
}
