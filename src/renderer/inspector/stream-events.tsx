import { useLayoutEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import type { StreamTrace, TraceEvent } from '../../shared/stream-trace.ts'
import { eventCount } from '../state/testers/trace-groups.ts'
import css from './stream-events.module.css'

const ROW_PX = 20
const BOX_ROWS = 12
/** Drawn above and below what is seen, so that a scroll shows no blank. */
const SPARE_ROWS = 6

const COLUMNS = ['seq', '+ms', 'type', 'word', 'chars']

/**
 * The events of a stream, newest last. Only the rows in sight are drawn: three hundred of them ten times a second would be
 * felt in the chat. It follows the newest while its end is in sight, and stands still while somebody reads further up.
 */
export function StreamEvents({ trace }: { trace: StreamTrace }): ReactNode {
  const { events } = trace
  const box = useRef<HTMLDivElement>(null)
  const first_seq = events[0]?.seq ?? 0
  const last_seq = events.at(-1)?.seq ?? 0
  const known = useRef({ first_seq, last_seq: -1 })
  const scrolled = useRef(0)
  /** The first row in sight; null while the newest are. */
  const [top, setTop] = useState<number | null>(null)
  const follows = top === null

  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const before = known.current
    known.current = { first_seq, last_seq }
    if (last_seq === before.last_seq) return
    if (follows) element.scrollTop = element.scrollHeight
    else element.scrollTop -= (first_seq - before.first_seq) * ROW_PX
    scrolled.current = element.scrollTop
  }, [follows, first_seq, last_seq])

  const onScroll = (): void => {
    const element = box.current
    if (!element) return
    const up = element.scrollTop < scrolled.current
    scrolled.current = element.scrollTop
    // Rows may have come since it was scrolled to the newest: only a person scrolls up.
    if (follows && !up) return
    const below_px = element.scrollHeight - element.scrollTop - element.clientHeight
    setTop(below_px < ROW_PX ? null : Math.floor(element.scrollTop / ROW_PX))
  }
  const from = Math.max(0, Math.min(top ?? events.length, events.length - BOX_ROWS) - SPARE_ROWS)
  const to = Math.min(events.length, from + BOX_ROWS + 2 * SPARE_ROWS)
  return (
    <section aria-label="Events">
      <h4 className={css['title']}>
        Events <span className={css['count']}>{eventCount(trace)}</span>
        {first_seq > 0 ? <span className={css['count']}>, {first_seq} earlier ones not kept</span> : null}
      </h4>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keys */}
      <div className={css['box']} ref={box} onScroll={onScroll} tabIndex={0}>
        <div style={{ paddingTop: from * ROW_PX, paddingBottom: (events.length - to) * ROW_PX }}>
          <table className={css['table']} aria-rowcount={eventCount(trace) + 1}>
            <thead>
              <tr aria-rowindex={1}>
                {COLUMNS.map((name) => (
                  <th scope="col" key={name}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {events.slice(from, to).map((event) => (
                <EventRow key={event.seq} event={event} />
              ))}
            </tbody>
          </table>
        </div>
      </div>
    </section>
  )
}

function EventRow({ event }: { event: TraceEvent }): ReactNode {
  const { seq, at_ms, type, word, chars } = event
  return (
    <tr aria-rowindex={seq + 2}>
      <td>{seq}</td>
      <td>{at_ms.toFixed(1)}</td>
      <td>{type}</td>
      <td>{word}</td>
      <td>{chars > 0 ? chars : ''}</td>
    </tr>
  )
}
