import { useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { RefObject } from 'react'
import type { MessageId } from '../../../shared/ids.ts'
import type { Message } from '../../../shared/session.ts'
import { useWholeApp } from '../../state/use-app.ts'
import { ListReader } from './list-reader.ts'
import type { Row } from './list-rows.ts'
import { ListWindow } from './list-window.ts'

export interface Follow {
  scroller: RefObject<HTMLDivElement | null>
  content: RefObject<HTMLDivElement | null>
  /** What of the messages is to be drawn. */
  rows: readonly Row[]
  /** Whether the newest text lies below what is seen. */
  behind: boolean
  toEnd: () => void
  /** The reader looks at another place after this scrolling, which is not to be scrolled away. */
  goTo: (scroll: () => void) => void
  /** Draws a message that is not. */
  bring: (message_id: MessageId) => void
}

/**
 * Follows the end of a growing list, or keeps the place where it is read (list-reader.ts), and draws what is near it
 * (list-window.ts). A new `subject` (another session, a stream that this window opened) starts at the end, or where it was
 * left; `messages` are what lies in the list; `wanted` is to be brought into view, and drawn for that.
 */
export function useFollow(subject: string, messages: readonly Message[], wanted: MessageId | null): Follow {
  const { store, actions } = useWholeApp()
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const [behind, setBehind] = useState(false)
  const [{ reader, drawing }] = useState(() => {
    const drawing: ListWindow = new ListWindow({ edgeFor: (of) => reader.edgeFor(of) })
    const reader = new ListReader({ store, actions, drawing, onBehind: setBehind })
    return { reader, drawing }
  })
  useSyncExternalStore(drawing.subscribe, drawing.version)
  const rows = drawing.rowsFor(messages, wanted)

  useLayoutEffect(() => {
    if (scroller.current && content.current) return reader.attach(scroller.current, content.current)
    return undefined
  }, [reader])
  const { begin, contentChanged, toEnd, goTo, bring } = reader
  useLayoutEffect(() => drawing.drawn(rows), [rows, drawing])
  useLayoutEffect(begin, [subject, begin])
  useLayoutEffect(contentChanged, [messages, contentChanged])
  return { scroller, content, rows, behind, toEnd, goTo, bring }
}
