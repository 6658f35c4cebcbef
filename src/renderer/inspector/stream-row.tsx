import { ChevronRight } from 'lucide-react'
import { memo, useId } from 'react'
import type { ReactNode } from 'react'
import type { StreamId } from '../../shared/ids.ts'
import type { StreamTrace } from '../../shared/stream-trace.ts'
import { phaseTotals } from '../state/testers/trace-phases.ts'
import { msWords, traceState } from '../state/testers/trace-words.ts'
import type { DotState } from '../ui/dot.tsx'
import { Dot } from '../ui/dot.tsx'
import { Unseen } from '../ui/unseen.tsx'
import { PhaseSwatch, StreamBar } from './stream-bar.tsx'
import { StreamDetails } from './stream-details.tsx'
import css from './stream-row.module.css'

export interface StreamRowProps {
  trace: StreamTrace
  /** The axis of its group, on main's clock. */
  from_ms: number
  length_ms: number
  /** Main's clock; only a live stream looks at it. */
  now_ms: number
  open: boolean
  onToggle: (stream_id: StreamId) => void
}

const DOTS: Readonly<Record<ReturnType<typeof traceState>['tone'], DotState>> = {
  live: 'live',
  stopping: 'stopping',
  quiet: 'ok',
  stopped: 'stopping',
  failed: 'failed',
}

/** One stream: its name and how it stands, its bar, its phases in words, and below them, when asked for, everything else. */
export const StreamRow = memo(function StreamRow(props: StreamRowProps): ReactNode {
  const { trace, from_ms, length_ms, now_ms, open, onToggle } = props
  const { tone, words } = traceState(trace)
  const detailsId = useId()
  return (
    <li className={css['row']} data-stream={trace.stream_id} data-state={tone} data-open={open || undefined}>
      <button
        type="button"
        className={css['head']}
        aria-expanded={open}
        aria-controls={detailsId}
        onClick={() => onToggle(trace.stream_id)}
      >
        <span className={css['line']}>
          <ChevronRight className={css['chevron']} size={12} aria-hidden />
          <span className={css['number']}>#{trace.generation}</span>
          <span className={css['model']} title={trace.model ?? undefined}>
            {trace.model ?? 'no model'}
          </span>
          <span className={`${css['state']} ${css[tone]}`}>
            <Dot state={DOTS[tone]} />
            {words}
          </span>
        </span>
        <StreamBar trace={trace} axis={{ from_ms, length_ms }} now_ms={now_ms} />
        <PhaseTimes trace={trace} now_ms={now_ms} />
      </button>
      <div id={detailsId} hidden={!open}>
        {open ? <StreamDetails trace={trace} /> : null}
      </div>
    </li>
  )
})

/** How long each phase took; beside its pattern, so that it fits in one line, and in words for whoever hears or points. */
function PhaseTimes({ trace, now_ms }: { trace: StreamTrace; now_ms: number }): ReactNode {
  const totals = phaseTotals(trace, now_ms)
  const words = totals.map(({ phase, ms }) => `${phase} ${msWords(ms)}`).join(', ')
  return (
    <span className={css['phases']} title={words}>
      {totals.map(({ phase, ms }) => (
        <span key={phase} className={css['time']} aria-hidden>
          <PhaseSwatch phase={phase} />
          {msWords(ms)}
        </span>
      ))}
      <Unseen>{words}</Unseen>
    </span>
  )
}
