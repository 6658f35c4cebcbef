import { useEffect, useLayoutEffect, useRef } from 'react'
import type { KeyboardEvent, ReactNode, RefObject } from 'react'
import { openStream } from '../state/app-store.ts'
import { useActions, useApp, useWholeApp } from '../state/use-app.ts'
import { Button } from '../ui/button.tsx'
import { isComposing } from '../ui/is-composing.ts'
import css from './panel-room.module.css'

/** Where the panel is: beside the page, over a part of it, or over all of it. */
export type PanelPlace = 'beside' | 'over' | 'cover'

/**
 * The room of the testers' panel. Asked for by keys it takes the focus, and gives it back where it was when it closes; F6
 * goes to and fro. Esc in it first stops a running answer, as everywhere; it closes the panel only when nothing runs.
 */
export function PanelRoom({ place, children }: { place: PanelPlace; children: ReactNode }): ReactNode {
  const { stopOpen, closePanel } = useActions()
  const room = useRef<HTMLDivElement>(null)
  useFocusInAndOut(room, place)
  useF6(room, place)

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented || isComposing(event.nativeEvent)) return
    event.preventDefault()
    if (!stopOpen()) closePanel()
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- Esc of whatever is inside
    <div className={css['room']} data-place={place} ref={room} onKeyDown={onKeyDown}>
      <div className={css['content']}>{children}</div>
      {place === 'beside' ? null : <StopHere />}
    </div>
  )
}

/** The panel lies over the composer and its Stop: so Stop is here too, at the same place. */
function StopHere(): ReactNode {
  const { stopOpen } = useActions()
  const running = useApp((data) => openStream(data) !== null)
  return (
    <section className={css['foot']} aria-label="The answer of this chat">
      {running ? (
        <Button look="solid" className={css['stop']} aria-keyshortcuts="Escape" onClick={stopOpen}>
          <i className={css['square']} aria-hidden /> Stop <kbd aria-hidden>Esc</kbd>
        </Button>
      ) : (
        <span>Nothing is running in this chat</span>
      )}
    </section>
  )
}

/** What takes the focus in the panel: the tab that is chosen. */
function enter(room: HTMLElement | null): void {
  room?.querySelector<HTMLElement>('[role=tab][aria-selected=true]')?.focus()
}

function useFocusInAndOut(room: RefObject<HTMLDivElement | null>, place: PanelPlace): void {
  const { focusComposer } = useActions()
  const leftInside = useRef(false)
  const covers = place === 'cover'

  useLayoutEffect(() => {
    const element = room.current
    return () => {
      // Looked at while the panel is still there; acted on when it is gone and the page can be reached again.
      leftInside.current = element?.contains(document.activeElement) ?? false
    }
  }, [room])
  useEffect(() => {
    const before = document.activeElement
    // A button that was clicked has no visible focus; a field, or a button reached by keys, has.
    if (before === document.body || before?.matches(':focus-visible')) enter(room.current)
    return () => {
      if (!leftInside.current) return
      if (before instanceof HTMLElement && before !== document.body && before.isConnected) before.focus()
      else focusComposer()
    }
  }, [room, focusComposer])
  useEffect(() => {
    // The page below takes no keys: they must go somewhere.
    if (covers && !room.current?.contains(document.activeElement)) enter(room.current)
  }, [room, covers])
}

/** To the panel and back to the message. */
function useF6(room: RefObject<HTMLDivElement | null>, place: PanelPlace): void {
  const { store, actions } = useWholeApp()
  useEffect(() => {
    const onKeyDown = (event: globalThis.KeyboardEvent): void => {
      if (event.key !== 'F6' || event.defaultPrevented || isComposing(event)) return
      if (place === 'cover' || store.getState().dialog !== null) return
      event.preventDefault()
      if (room.current?.contains(document.activeElement)) actions.focusComposer()
      else enter(room.current)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [store, actions, room, place])
}
