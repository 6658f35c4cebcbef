import { useLayoutEffect, useRef } from 'react'
import type { SessionId } from '../../shared/ids.ts'
import type { SidebarLines } from '../state/sessions/sidebar-lines.ts'
import { lineOf } from '../state/sessions/sidebar-lines.ts'

/** Brings the row of a session into view once, as soon as it has one; where it moves later, the reader is left alone. */
export function useRowIntoView(
  session_id: SessionId | null,
  lines: SidebarLines,
  scrollTo: (line: number) => void,
): void {
  const shown = useRef<SessionId | null>(null)
  useLayoutEffect(() => {
    if (shown.current === session_id) return
    const line = lineOf(lines, session_id)
    if (session_id !== null && line < 0) return
    shown.current = session_id
    if (line >= 0) scrollTo(line)
  })
}
