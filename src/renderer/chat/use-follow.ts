import { useLayoutEffect, useRef, useState } from 'react'
import type { RefObject } from 'react'
import { useWholeApp } from '../state/use-app.ts'
import { ListReader } from './list-reader.ts'

export interface Follow {
  scroller: RefObject<HTMLDivElement | null>
  content: RefObject<HTMLDivElement | null>
  /** Whether the newest text lies below what is seen. */
  behind: boolean
  toEnd: () => void
  /** The reader looks at another place now, which is not to be scrolled away. */
  stay: () => void
}

/**
 * Follows the end of a growing list, or keeps the place where it is read (list-reader.ts). A new `subject` (another
 * session, a stream that this window opened) starts at the end, or where it was left; `messages` are what lies in the list.
 */
export function useFollow(subject: string, messages: readonly unknown[]): Follow {
  const { store, actions } = useWholeApp()
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const [behind, setBehind] = useState(false)
  const [reader] = useState(() => new ListReader({ store, actions, onBehind: setBehind }))

  useLayoutEffect(() => {
    if (scroller.current && content.current) return reader.attach(scroller.current, content.current)
    return undefined
  }, [reader])
  const { begin, contentChanged, toEnd, stay } = reader
  useLayoutEffect(begin, [subject, begin])
  useLayoutEffect(contentChanged, [messages, contentChanged])
  return { scroller, content, behind, toEnd, stay }
}
