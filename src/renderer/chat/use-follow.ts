import { useCallback, useLayoutEffect, useRef, useState } from 'react'
import type { RefObject } from 'react'

/** Within this distance of its end a list counts as read to the end. */
export const NEAR_END_PX = 80

export interface Follow {
  scroller: RefObject<HTMLDivElement | null>
  content: RefObject<HTMLDivElement | null>
  /** Whether the newest text lies below what is seen. */
  behind: boolean
  toEnd: () => void
  /** Keeps the place: the end is followed again once the reader goes there. */
  stay: () => void
}

/**
 * Keeps the end of a growing list in view, until the reader scrolls up; scrolling back to within 80 px of the end takes
 * it up again. A new `subject` (another session, another prompt) starts at the end.
 */
export function useFollow(subject: string): Follow {
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const following = useRef(true)
  const [behind, setBehind] = useState(false)

  const toEnd = useCallback(() => {
    following.current = true
    if (scroller.current) scroller.current.scrollTop = scroller.current.scrollHeight
  }, [])

  const stay = useCallback(() => {
    following.current = false
  }, [])

  useLayoutEffect(() => {
    const box = scroller.current
    const inner = content.current
    if (!box || !inner) return
    let top = box.scrollTop
    let height = box.scrollHeight
    const onScroll = (): void => {
      const left = box.scrollHeight - box.scrollTop - box.clientHeight
      // A list that became shorter is moved by the browser, not by the reader.
      const up = box.scrollTop < top - 1 && box.scrollHeight >= height
      if (up && left > 1) following.current = false
      else if (left <= NEAR_END_PX && box.scrollTop >= top) following.current = true
      top = box.scrollTop
      height = box.scrollHeight
      setBehind(!following.current && left > NEAR_END_PX)
    }
    // Runs after layout and before paint: new text and the scrolled list are one frame.
    const grown = new ResizeObserver(() => {
      if (following.current) box.scrollTop = box.scrollHeight
      else setBehind(box.scrollHeight - box.scrollTop - box.clientHeight > NEAR_END_PX)
    })
    box.addEventListener('scroll', onScroll, { passive: true })
    grown.observe(inner)
    grown.observe(box)
    return () => {
      box.removeEventListener('scroll', onScroll)
      grown.disconnect()
    }
  }, [])

  useLayoutEffect(toEnd, [subject, toEnd])
  return { scroller, content, behind, toEnd, stay }
}
