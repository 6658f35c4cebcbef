import { useEffect, useRef } from 'react'
import type { ReactNode } from 'react'

/** When its content takes the place of another, the focus goes on in it: to the first element that `selector` finds. */
export function FocusOnMount({ selector, children }: { selector: string; children: ReactNode }): ReactNode {
  const inner = useRef<HTMLDivElement>(null)
  useEffect(() => inner.current?.querySelector<HTMLElement>(selector)?.focus(), [selector])
  return <div ref={inner}>{children}</div>
}
