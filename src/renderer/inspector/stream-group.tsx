import { memo } from 'react'
import type { ReactNode } from 'react'
import type { StreamId } from '../../shared/ids.ts'
import type { StreamTrace } from '../../shared/stream-trace.ts'
import { extentOf, isLive } from '../state/testers/trace-groups.ts'
import type { Scale } from '../state/testers/trace-scale.ts'
import { scaleFor } from '../state/testers/trace-scale.ts'
import { useApp } from '../state/use-app.ts'
import { useNow } from '../ui/use-now.ts'
import css from './stream-group.module.css'
import { StreamRow } from './stream-row.tsx'

/** A running bar grows this often between two pieces of news. */
const TICK_MS = 400

export interface StreamGroupProps {
  /** Streams that touch in time, oldest first. */
  group: readonly StreamTrace[]
  /** The newest so many are drawn. */
  shown: number
  /** The stream whose details are open. */
  open: StreamId | null
  onToggle: (stream_id: StreamId) => void
}

/** Streams on one time axis. In it time runs down the page as it does in a log: who came later stands below. */
export const StreamGroup = memo(function StreamGroup(props: StreamGroupProps): ReactNode {
  const { group, shown, open, onToggle } = props
  const live = group.some(isLive)
  const { mono_ms } = useNow(live ? TICK_MS : null)
  const main_ahead_ms = useApp((data) => (live ? data.inspector.main_ahead_ms : 0))
  const now_ms = mono_ms + main_ahead_ms
  const { from_ms, length_ms } = extentOf(group, now_ms)
  const scale = scaleFor(length_ms)
  const began = new Date(group[0]?.opened_at ?? 0).toLocaleTimeString('en-GB')
  return (
    <section className={css['group']} aria-label={`Streams from ${began}`}>
      <TimeAxis began={began} scale={scale} />
      <ul className={css['rows']}>
        {group.slice(-shown).map((trace) => (
          <StreamRow
            key={trace.stream_id}
            trace={trace}
            from_ms={from_ms}
            length_ms={scale.length_ms}
            now_ms={isLive(trace) ? now_ms : 0}
            open={trace.stream_id === open}
            onToggle={onToggle}
          />
        ))}
      </ul>
    </section>
  )
}, same)

/** The list is put together anew with each piece of news; what is in it mostly is not. */
function same(a: StreamGroupProps, b: StreamGroupProps): boolean {
  return (
    a.shown === b.shown &&
    a.open === b.open &&
    a.onToggle === b.onToggle &&
    a.group.length === b.group.length &&
    a.group.every((trace, index) => trace === b.group[index])
  )
}

function TimeAxis({ began, scale }: { began: string; scale: Scale }): ReactNode {
  return (
    <div className={css['head']}>
      <h3 className={css['began']}>{began}</h3>
      <div className={css['axis']} aria-hidden>
        {scale.ticks.map(({ at_ms, words }) => (
          <span key={at_ms} className={css['tick']} style={{ left: `${(at_ms / scale.length_ms) * 100}%` }}>
            {words}
          </span>
        ))}
      </div>
    </div>
  )
}
