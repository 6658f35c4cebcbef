import { useLayoutEffect, useRef } from 'react'
import type { RefObject } from 'react'
import type { SidebarLines } from '../state/sessions/sidebar-lines.ts'
import { lineOf, sessionAt } from '../state/sessions/sidebar-lines.ts'
import { LINE_PX } from './line-height.ts'

/**
 * What is read stays where it is when lines above it come or go. A list at its very top stays there: what is new comes in
 * view. Held to the first session in view that did not move itself.
 */
export function useSteadyScroll(list: RefObject<HTMLElement | null>, lines: SidebarLines): void {
  const before = useRef(lines)
  useLayoutEffect(() => {
    const old = before.current
    before.current = lines
    const element = list.current
    if (!element || old === lines || element.scrollTop === 0) return
    const first = Math.floor(element.scrollTop / LINE_PX)
    const last = first + Math.ceil(element.clientHeight / LINE_PX)
    for (let line = first; line <= last; line++) {
      const session = sessionAt(old, line)
      const now = session ? lineOf(lines, session.session_id) : -1
      if (!session || now < 0) continue
      const { updated_at, pinned } = sessionAt(lines, now) ?? session
      if (updated_at !== session.updated_at || pinned !== session.pinned) continue
      if (now !== line) element.scrollBy({ top: (now - line) * LINE_PX, behavior: 'instant' })
      return
    }
  }, [list, lines])
}
