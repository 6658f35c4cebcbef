import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'
import type { SessionId } from '../../shared/ids.ts'
import type { Section } from '../state/sessions/sidebar-lines.ts'
import { lineOf, sidebarLines, startOfDay } from '../state/sessions/sidebar-lines.ts'
import { useApp } from '../state/use-app.ts'
import { useNow } from '../ui/use-now.ts'
import { LINE_PX } from './line-height.ts'
import { SessionRow } from './session-row.tsx'
import css from './sidebar.module.css'
import { useRowIntoView } from './use-row-into-view.ts'
import { useRowFocus } from './use-row-focus.ts'
import { useSteadyScroll } from './use-steady-scroll.ts'

/** How often the days are looked at: "Today" becomes "Yesterday" at midnight. */
const A_MINUTE_MS = 60_000
/** Lines drawn beyond each edge of what is seen. */
const OVERSCAN = 8
const lineHeight = (): number => LINE_PX

export interface SessionLinesProps {
  archive: boolean
  /** Esc leaves the archive, when nothing else takes it. */
  onLeave: () => void
}

/** The chats, or the archived ones: any number of them, of which those in view are drawn. */
export function SessionLines({ archive, onLeave }: SessionLinesProps): ReactNode {
  const sessions = useApp((data) => data.sessions)
  const open = useApp((data) => data.open_session_id)
  const renaming = useApp((data) => data.renaming)
  const ready = useApp((data) => data.phase === 'ready')
  const today = startOfDay(useNow(A_MINUTE_MS).wall_ms)
  const lines = sidebarLines(sessions, archive, today)
  const list = useRef<HTMLDivElement>(null)
  // oxlint-disable-next-line react/incompatible-library -- nothing here is memoised by a compiler; what it returns is used in this render
  const virtual = useVirtualizer({
    count: lines.count,
    getScrollElement: () => list.current,
    estimateSize: lineHeight,
    overscan: OVERSCAN,
  })
  const reveal = (line: number): void => virtual.scrollToIndex(line)
  const { tabStop, onKeyDown, ...hears } = useRowFocus({ list, lines, open, reveal })
  useSteadyScroll(list, lines)
  useRowIntoView(open, lines, reveal)
  useRowIntoView(renaming, lines, reveal)

  if (ready && lines.count === 0) {
    return (
      <div className={css['chats']}>
        <p className={css['empty']}>Your chats appear here. Several can answer at the same time.</p>
      </div>
    )
  }
  const keyDown = (event: KeyboardEvent): void => {
    if (archive && event.key === 'Escape' && !event.defaultPrevented) {
      event.preventDefault()
      onLeave()
    } else onKeyDown(event)
  }
  const inView = virtual.getVirtualItems().map((item) => item.index)
  const drawn = new Set([...inView, lineOf(lines, tabStop), lineOf(lines, renaming)])
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- arrow keys move among the buttons inside
    <div className={css['chats']} ref={list} onKeyDown={keyDown} {...hears}>
      <div className={css['lines']} style={{ height: virtual.getTotalSize() }}>
        {lines.sections.map((section) => (
          <SectionLines
            key={section.label}
            section={section}
            drawn={[...drawn].filter((line) => isIn(section, line)).sort((a, b) => a - b)}
            open={open}
            tabStop={tabStop}
          />
        ))}
      </div>
    </div>
  )
}

function isIn({ line: first, sessions }: Section, line: number): boolean {
  return line >= first && line <= first + sessions.length
}

interface SectionLinesProps {
  section: Section
  /** Those of its lines that are drawn, from top to bottom. */
  drawn: readonly number[]
  open: SessionId | null
  tabStop: SessionId | null
}

/** As much of a section as is drawn. Each line says its place, so that a part of the list is read as a part of it. */
function SectionLines({ section, drawn, open, tabStop }: SectionLinesProps): ReactNode {
  const { label, sessions, line: heading } = section
  if (drawn.length === 0) return null
  return (
    <section aria-label={label}>
      {drawn[0] === heading ? (
        <h2 className={css['day']} style={{ top: heading * LINE_PX }}>
          {label}
        </h2>
      ) : null}
      <ul>
        {drawn.map((line) => {
          const session = sessions[line - heading - 1]
          return session ? (
            <SessionRow
              key={session.session_id}
              session={session}
              open={session.session_id === open}
              tabStop={session.session_id === tabStop}
              top={line * LINE_PX}
              place={line - heading}
              of={sessions.length}
            />
          ) : null
        })}
      </ul>
    </section>
  )
}
