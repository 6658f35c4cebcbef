import { useCallback } from 'react'
import type { RefObject } from 'react'
import { useWholeApp } from '../state/use-app.ts'

/** So many screens of text above what is read are asked for before they are needed. */
const SCREENS_AHEAD = 2

/** Brings the messages above while the reader comes near them: to be called when the list was scrolled or has changed. */
export function useEarlier(scroller: RefObject<HTMLDivElement | null>): () => void {
  const { store, actions } = useWholeApp()
  return useCallback(() => {
    const box = scroller.current
    const { open_session_id, loaded } = store.getState()
    const entry = loaded[open_session_id ?? '']
    // One that failed is asked for again by the reader alone.
    if (!box || !open_session_id || !entry || entry.earlier === 0 || entry.paging !== 'idle') return
    if (box.scrollTop < SCREENS_AHEAD * box.clientHeight) void actions.loadEarlier(open_session_id)
  }, [store, actions, scroller])
}
