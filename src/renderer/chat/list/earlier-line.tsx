import { useLayoutEffect, useRef } from 'react'
import type { ReactNode, RefObject } from 'react'
import { useActions, useApp } from '../../state/use-app.ts'
import { Button } from '../../ui/button.tsx'
import css from './message-list.module.css'

/** Says how much of the chat lies above, and brings it: by itself when the reader comes near, and as a button. */
export function EarlierLine({ scroller }: { scroller: RefObject<HTMLElement | null> }): ReactNode {
  const earlier = useApp((data) => data.loaded[data.open_session_id ?? '']?.earlier ?? 0)
  return earlier === 0 ? null : <Line earlier={earlier} scroller={scroller} />
}

function Line({
  earlier,
  scroller,
}: {
  earlier: number
  scroller: RefObject<HTMLElement | null>
}): ReactNode {
  const { loadEarlier } = useActions()
  const session_id = useApp((data) => data.open_session_id)
  const paging = useApp((data) => data.loaded[data.open_session_id ?? '']?.paging ?? 'idle')
  const line = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const [element, list] = [line.current, scroller.current]
    return () => {
      // Everything is there: whoever pressed the button stays in the list.
      if (element?.contains(document.activeElement)) list?.focus({ preventScroll: true })
    }
  }, [scroller])
  return (
    <div className={css['earlier']} ref={line}>
      <Button
        look="text"
        data-earlier
        busy={paging === 'loading'}
        onClick={() => session_id && void loadEarlier(session_id)}
      >
        {paging === 'loading' ? 'Loading' : words(earlier)}
      </Button>
      {paging === 'failed' ? <span role="alert">They could not be read. Press to try again.</span> : null}
    </div>
  )
}

function words(earlier: number): string {
  return earlier === 1 ? 'One earlier message' : `${earlier.toLocaleString('en')} earlier messages`
}
