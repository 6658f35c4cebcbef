import { useEffect, useLayoutEffect, useRef } from 'react'
import type { RefObject } from 'react'
import { openMessages } from '../../state/app-store.ts'
import { useActions, useApp } from '../../state/use-app.ts'

/** How long the message is marked. */
const MARKED_MS = 2_000
/** Messages that were never laid out have a guessed height: until they have their own, the place is looked for again. */
const FRAMES_MAX = 30

/** Brings the message into view that a search led to, as soon as it is there, and marks it for a moment. */
export function useReveal(scroller: RefObject<HTMLElement | null>, goTo: (scroll: () => void) => void): void {
  const { revealed } = useActions()
  const open = useApp((data) => data.open_session_id)
  const reveal = useApp((data) => data.reveal)
  const messages = useApp(openMessages)
  const end = useRef(() => {})

  useLayoutEffect(() => {
    if (!reveal || reveal.session_id !== open) return
    if (!messages.some((message) => message.message_id === reveal.message_id)) return
    const list = scroller.current
    const found = list && find(list, reveal.message_id)
    if (!found) return
    end.current()
    if (!reveal.unmarked) end.current = show(found, list, goTo)
    revealed()
  }, [scroller, goTo, revealed, open, reveal, messages])
  useEffect(() => () => end.current(), [])
}

function find(list: HTMLElement, message_id: string): HTMLElement | null {
  const all = list.querySelectorAll<HTMLElement>('[data-message-id]')
  return [...all].find((one) => one.dataset['messageId'] === message_id) ?? null
}

/** Returns the end of it. */
function show(message: HTMLElement, list: HTMLElement, goTo: (scroll: () => void) => void): () => void {
  message.dataset['revealed'] = ''
  const timer = setTimeout(() => delete message.dataset['revealed'], MARKED_MS)
  let frame = 0
  let left = FRAMES_MAX
  const scroll = (before: number): void => {
    // A long message is shown from its beginning.
    const tall = message.offsetHeight > list.clientHeight
    goTo(() => message.scrollIntoView({ block: tall ? 'start' : 'center' }))
    const { top } = message.getBoundingClientRect()
    if (top !== before && left-- > 0) frame = requestAnimationFrame(() => scroll(top))
  }
  scroll(Number.NaN)
  return () => {
    clearTimeout(timer)
    cancelAnimationFrame(frame)
    delete message.dataset['revealed']
  }
}
