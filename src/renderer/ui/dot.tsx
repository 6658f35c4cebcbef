import type { ReactNode } from 'react'
import css from './dot.module.css'

export type DotState = 'live' | 'ok' | 'stopping' | 'failed' | 'idle'

/** A state as colour and shape. A word always stands beside it, so it is hidden from readers. */
export function Dot({ state }: { state: DotState }): ReactNode {
  return <i className={`${css['dot']} ${css[state]}`} aria-hidden />
}
