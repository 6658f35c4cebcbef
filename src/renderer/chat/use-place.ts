import { useCallback, useEffect, useLayoutEffect, useRef } from 'react'
import type { SessionId } from '../../shared/ids.ts'
import type { ReadingPlace } from '../../shared/session.ts'
import { useWholeApp } from '../state/use-app.ts'
import { holdPlace, placeAt, scrollTo } from './list-place.ts'
import type { FollowOptions, ScrolledList } from './use-follow.ts'

/** A reader who has not scrolled for this long reads: the place is remembered. */
const REST_MS = 500

/**
 * Remembers where a session is read, and brings the reader back there when it is shown again. `content` is what lies in the
 * list: whatever comes and goes above, what is read stays where it is.
 */
export function usePlace(list: ScrolledList, content: unknown): FollowOptions {
  const { scroller, content: column, following } = list
  const { store, actions } = useWholeApp()
  /** The session whose messages are in the list. */
  const shown = useRef<SessionId | null>(null)
  /** What is read; null at the end. */
  const place = useRef<ReadingPlace | null>(null)
  const resting = useRef<ReturnType<typeof setTimeout> | null>(null)
  const endHold = useRef<(() => void) | null>(null)

  const remember = useCallback(() => {
    if (resting.current === null) return
    clearTimeout(resting.current)
    resting.current = null
    const session_id = shown.current
    if (session_id) actions.readTo(session_id, place.current && rounded(place.current))
  }, [actions])

  const moved = useCallback(() => {
    const [box, inner] = [scroller.current, column.current]
    if (!box || !inner || !shown.current || endHold.current) return
    place.current = following.current ? null : placeAt(box, inner)
    if (resting.current !== null) clearTimeout(resting.current)
    resting.current = setTimeout(remember, REST_MS)
  }, [scroller, column, following, remember])

  const resume = useCallback((): boolean => {
    const { open_session_id, loaded } = store.getState()
    const entry = loaded[open_session_id ?? '']
    endHold.current?.()
    if (open_session_id === shown.current) return false
    remember()
    shown.current = null
    place.current = null
    const [box, inner] = [scroller.current, column.current]
    if (!entry || entry.messages.length === 0 || !box || !inner) return false
    shown.current = open_session_id
    const left_at = entry.details?.place ?? null
    if (!left_at || !scrollTo(box, inner, left_at)) return false
    place.current = left_at
    endHold.current = holdPlace(box, inner, left_at, () => (endHold.current = null))
    return true
  }, [store, scroller, column, remember])

  useLayoutEffect(() => {
    const [box, inner] = [scroller.current, column.current]
    if (box && inner && place.current && !following.current) scrollTo(box, inner, place.current)
  }, [content, scroller, column, following])

  useEffect(() => {
    window.addEventListener('pagehide', remember)
    document.addEventListener('visibilitychange', remember)
    return () => {
      window.removeEventListener('pagehide', remember)
      document.removeEventListener('visibilitychange', remember)
      remember()
      endHold.current?.()
    }
  }, [remember])

  return { resume, moved }
}

function rounded({ message_id, above_px }: ReadingPlace): ReadingPlace {
  return { message_id, above_px: Math.round(above_px) }
}
