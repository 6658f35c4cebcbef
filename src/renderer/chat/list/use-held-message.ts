import { useLayoutEffect } from 'react'
import type { RefObject } from 'react'
import type { Message } from '../../../shared/session.ts'
import { useActions, useApp } from '../../state/use-app.ts'

/**
 * Where another version of a message is shown, it takes the place of the one before on screen, and its arrow the focus:
 * whatever else changes around it, the reader's eye and hand stay where they were. To be used after `useFollow`.
 */
export function useHeldMessage(
  scroller: RefObject<HTMLElement | null>,
  goTo: (scroll: () => void) => void,
  messages: readonly Message[],
): void {
  const { releaseHeld } = useActions()
  const held = useApp((data) => data.held)
  useLayoutEffect(() => {
    const list = scroller.current
    if (!held || !messages.some((message) => message.message_id === held.message_id)) return
    const shown = list?.querySelector(`[data-message-id="${held.message_id}"]`)
    if (!list || !shown) return
    const place = (): void => {
      const top_px = shown.getBoundingClientRect().top - list.getBoundingClientRect().top
      if (shown.isConnected) goTo(() => (list.scrollTop += top_px - held.top_px))
    }
    place()
    // Messages above that are not laid out any more take their remembered heights in the frames after this one.
    requestAnimationFrame(() => {
      place()
      requestAnimationFrame(place)
    })
    // Only where it was lost with the version that is gone: who went elsewhere meanwhile stays there.
    if (document.activeElement === document.body) {
      shown.querySelector<HTMLElement>(`[data-step="${held.step}"]`)?.focus({ preventScroll: true })
    }
    releaseHeld()
  }, [scroller, goTo, messages, held, releaseHeld])
}
