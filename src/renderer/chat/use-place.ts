import { useCallback, useEffect, useLayoutEffect, useRef } from 'react'
import type { SessionId } from '../../shared/ids.ts'
import type { ReadingPlace } from '../../shared/session.ts'
import { useWholeApp } from '../state/use-app.ts'
import { holdPlace, placeAt, scrollTo } from './list-place.ts'
import type { FollowOptions, ScrolledList } from './use-follow.ts'

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
  const endHold = useRef<(() => void) | null>(null)

  const moved = useCallback(() => {
    const [box, inner] = [scroller.current, column.current]
    if (!box || !inner || !shown.current || endHold.current) return
    place.current = following.current ? null : placeAt(box, inner)
    actions.readTo(shown.current, place.current)
  }, [actions, scroller, column, following])

  const resume = useCallback((): boolean => {
    endHold.current?.()
    const { open_session_id } = store.getState()
    if (open_session_id === shown.current) return false
    actions.saveNow()
    shown.current = null
    place.current = null
    const [box, inner] = [scroller.current, column.current]
    const entry = store.getState().loaded[open_session_id ?? '']
    if (!entry || entry.messages.length === 0 || !box || !inner) return false
    shown.current = open_session_id
    const left_at = entry.details?.place ?? null
    if (!left_at || !scrollTo(box, inner, left_at)) return false
    place.current = left_at
    endHold.current = holdPlace(box, inner, left_at, () => (endHold.current = null))
    return true
  }, [store, actions, scroller, column])

  useLayoutEffect(() => {
    const [box, inner] = [scroller.current, column.current]
    if (box && inner && place.current && !following.current) scrollTo(box, inner, place.current)
  }, [content, scroller, column, following])
  useEffect(() => () => endHold.current?.(), [])

  return { resume, moved }
}
