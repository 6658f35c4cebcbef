import { ChevronDown, ChevronUp, X } from 'lucide-react'
import { useEffect, useLayoutEffect, useRef } from 'react'
import type { KeyboardEvent, ReactNode, RefObject } from 'react'
import type { MessageId } from '../../../shared/ids.ts'
import { QUERY_LENGTH_MAX } from '../../../shared/search.ts'
import { foundIn } from '../../state/search/find.ts'
import { numberOf } from '../../state/search/find-data.ts'
import { useActions, useApp, useWholeApp } from '../../state/use-app.ts'
import { IconButton } from '../../ui/button.tsx'
import { isComposing } from '../../ui/is-composing.ts'
import css from './find-bar.module.css'
import { FindPainter } from './find-painter.ts'
import { placeAt } from '../list/list-place.ts'
import type { Row } from '../list/list-rows.ts'

export interface FindBarProps {
  scroller: RefObject<HTMLElement | null>
  rows: readonly Row[]
  goTo: (scroll: () => void) => void
  bring: (message_id: MessageId) => void
}

/** Finds in the open chat: in all of it, drawn, loaded or neither. It lies over the text, so that opening it moves nothing. */
export function FindBar(props: FindBarProps): ReactNode {
  const open = useApp((data) => data.find !== null)
  return open ? <Bar {...props} /> : null
}

function Bar({ scroller, rows, goTo, bring }: FindBarProps): ReactNode {
  const { findFor, findStep, closeFind } = useActions()
  const query = useApp((data) => data.find?.query ?? '')
  const asked = useApp((data) => data.find?.focus_request)
  const field = useRef<HTMLInputElement>(null)
  usePainter({ scroller, rows, goTo, bring })
  useFocusBack()
  useLayoutEffect(() => {
    if (asked === undefined) return
    field.current?.focus()
    field.current?.select()
  }, [asked])

  const onKeyDown = (event: KeyboardEvent): void => {
    if (isComposing(event.nativeEvent)) return
    if (event.key === 'Escape') closeFind()
    else if (event.key === 'Enter' && event.target === field.current) findStep(event.shiftKey ? -1 : 1)
    else return
    event.preventDefault()
  }
  const type = (typed: string): void => {
    const list = scroller.current
    findFor(typed, (list && placeAt(list, list)?.message_id) ?? null)
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- Esc closes what is on top, also from its buttons
    <search className={css['bar']} aria-label="Find in this chat" onKeyDown={onKeyDown}>
      <input
        ref={field}
        className={css['field']}
        type="text"
        aria-label="Find in this chat"
        placeholder="Find in this chat"
        spellCheck={false}
        maxLength={QUERY_LENGTH_MAX}
        value={query}
        onChange={(event) => type(event.target.value)}
      />
      <Count />
      <IconButton small label="Previous" hint="Shift Enter" onClick={() => findStep(-1)}>
        <ChevronUp size={16} aria-hidden />
      </IconButton>
      <IconButton small label="Next" hint="Enter" onClick={() => findStep(1)}>
        <ChevronDown size={16} aria-hidden />
      </IconButton>
      <IconButton small label="Close" hint="Esc" onClick={closeFind}>
        <X size={16} aria-hidden />
      </IconButton>
    </search>
  )
}

/** "3 of 17", said politely when it becomes another one. */
function Count(): ReactNode {
  const words = useApp((data) => {
    const { find } = data
    if (!find || find.query.trim() === '') return ''
    const { number, of } = numberOf(foundIn(data), find.current)
    if (of === 0) return find.found ? 'Nothing found' : ''
    const all = `${of.toLocaleString('en')}${find.found?.more ? '+' : ''}`
    return number === 0 ? all : `${number.toLocaleString('en')} of ${all}`
  })
  return (
    <output className={css['count']} aria-live="polite">
      {words}
    </output>
  )
}

function usePainter({ scroller, rows, goTo, bring }: FindBarProps): void {
  const { store, actions } = useWholeApp()
  const query = useApp((data) => data.find?.query)
  const current = useApp((data) => data.find?.current)
  const painter = useRef<FindPainter>(null)
  useLayoutEffect(() => {
    const list = scroller.current
    if (!list) return undefined
    painter.current = new FindPainter({ store, actions, list, goTo, bring })
    return () => painter.current?.dispose()
  }, [store, actions, scroller, goTo, bring])
  // After the frame in which these rows came: what is drawn anew is measured, and the list is where it belongs.
  useEffect(() => painter.current?.paint({ query, current, rows }), [query, current, rows])
}

/** When the bar goes, the focus goes back to where it was; where that is gone, to the message field. */
function useFocusBack(): void {
  const { focusComposer } = useActions()
  useLayoutEffect(() => {
    const before = document.activeElement
    return () => {
      // The bar is not out of the page yet, or just went: whoever clicked elsewhere stays there.
      const bar = document.activeElement?.closest('search')
      if (document.activeElement !== document.body && !bar) return
      if (before instanceof HTMLElement && before !== document.body && before.isConnected) {
        before.focus({ preventScroll: true })
      } else focusComposer()
    }
  }, [focusComposer])
}
