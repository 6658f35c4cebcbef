import { useLayoutEffect, useRef, useState } from 'react'
import type { FocusEvent, KeyboardEvent, RefObject } from 'react'
import type { SessionId } from '../../shared/ids.ts'
import type { SidebarLines } from '../state/sessions/sidebar-lines.ts'
import { lineOf } from '../state/sessions/sidebar-lines.ts'
import { useActions } from '../state/use-app.ts'

export interface RowFocusOptions {
  list: RefObject<HTMLElement | null>
  lines: SidebarLines
  open: SessionId | null
  /** Scrolls a line into view. */
  reveal: (line: number) => void
}

export interface RowFocus {
  /** The one row that Tab reaches; it has to be drawn wherever the list is scrolled to. */
  tabStop: SessionId | null
  onKeyDown: (event: KeyboardEvent) => void
  onFocus: (event: FocusEvent) => void
  onBlur: (event: FocusEvent) => void
}

/**
 * One Tab stop for a list of which only a part is drawn; the arrows, Home and End move within it. The focus is like a finger
 * in a book: when its page is taken out it rests on the one that lies there now.
 */
export function useRowFocus({ list, lines, open, reveal }: RowFocusOptions): RowFocus {
  const { focusComposer } = useActions()
  const { sessions } = lines
  // Where the arrows went counts until another chat comes on screen.
  const [visited, setVisited] = useState({ session_id: open, open })
  /** The row to be focused as soon as it is drawn. */
  const wanted = useRef<SessionId | null>(null)
  /** The row the focus is in, and its place among the sessions. */
  const held = useRef<{ session_id: SessionId; index: number } | null>(null)

  const has = (session_id: SessionId | null): boolean => lineOf(lines, session_id) >= 0
  const candidates = [
    visited.open === open ? visited.session_id : null,
    open,
    sessions[0]?.session_id ?? null,
  ]
  const tabStop = candidates.find((one) => one !== null && has(one)) ?? null

  const go = (session_id: SessionId): void => {
    wanted.current = session_id
    setVisited({ session_id, open })
  }

  useLayoutEffect(() => {
    if (wanted.current !== null) {
      const row = rowOf(list.current, wanted.current)
      if (!row) return
      row.focus({ preventScroll: true })
      reveal(lineOf(lines, wanted.current))
      wanted.current = null
    } else if (held.current && document.activeElement === document.body) {
      const { session_id, index } = held.current
      const next = sessions[Math.min(index, sessions.length - 1)]
      if (has(session_id)) rowOf(list.current, session_id)?.focus({ preventScroll: true })
      else if (next) go(next.session_id)
      else focusComposer()
    }
  })

  return {
    tabStop,
    onKeyDown: (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
      const focused = document.activeElement
      if (!(focused instanceof HTMLElement) || focused.dataset['row'] === undefined) return
      const at = sessions.findIndex((one) => one.session_id === sessionOf(focused))
      const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: sessions.length - 1 }[event.key]
      if (at < 0 || to === undefined) return
      event.preventDefault()
      const next = sessions[Math.min(Math.max(to, 0), sessions.length - 1)]
      if (next) go(next.session_id)
    },
    onFocus: (event) => {
      const session_id = sessionOf(event.target)
      if (session_id === null) return
      held.current = { session_id, index: sessions.findIndex((one) => one.session_id === session_id) }
      if (session_id !== tabStop) setVisited({ session_id, open })
    },
    // Not heard when the row itself goes: then the focus is still ours to place.
    onBlur: () => (held.current = null),
  }
}

function sessionOf(element: Element): SessionId | null {
  return (element.closest<HTMLElement>('[data-session]')?.dataset['session'] as SessionId | undefined) ?? null
}

function rowOf(list: HTMLElement | null, session_id: SessionId): HTMLElement | null {
  return list?.querySelector<HTMLElement>(`[data-session="${CSS.escape(session_id)}"] [data-row]`) ?? null
}
