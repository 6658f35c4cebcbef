import { useMemo } from 'react'
import type { ReactNode } from 'react'
import type { StreamTrace } from '../../shared/stream-trace.ts'
import { DROP_WORDS, markWords } from '../state/testers/trace-words.ts'
import { useApp } from '../state/use-app.ts'
import css from './stream-details.module.css'
import { StreamEvents } from './stream-events.tsx'
import { StreamIdLine } from './stream-id-line.tsx'

/** Everything kept of one stream. */
export function StreamDetails({ trace }: { trace: StreamTrace }): ReactNode {
  return (
    <div className={css['details']}>
      <dl className={css['ids']}>
        <StreamIdLine name="stream_id" id={trace.stream_id} />
        <StreamIdLine name="message_id" id={trace.message_id} />
        <StreamIdLine name="trace_id" id={trace.trace_id} />
      </dl>
      <section aria-label="Moments">
        <h4 className={css['title']}>Moments</h4>
        <ol className={css['moments']}>
          {trace.marks.map((mark) => (
            <li key={mark.mark}>
              <span className={css['at']}>+{mark.at_ms.toFixed(1)} ms</span>
              <span>{markWords(mark)}</span>
            </li>
          ))}
        </ol>
      </section>
      <StreamDrops trace={trace} />
      <StreamEvents trace={trace} />
    </div>
  )
}

/** Of one stream, in this window. */
const DROPS_SHOWN = 20

/** What never reached the screen, and why. */
function StreamDrops({ trace }: { trace: StreamTrace }): ReactNode {
  const drops = useApp((data) => data.drops)
  const own = useMemo(
    () => drops.filter((drop) => drop.stream_id === trace.stream_id),
    [drops, trace.stream_id],
  )
  // What this window lists itself is not told again as what a window told main.
  const counted = trace.drops.filter(
    ({ where, why, count }) => where === 'main' || count > own.filter((drop) => drop.why === why).length,
  )
  const none = counted.length === 0 && own.length === 0
  return (
    <section aria-label="Dropped">
      <h4 className={css['title']}>Dropped</h4>
      {none ? <p className={css['none']}>Nothing of this stream was dropped.</p> : null}
      <ul className={css['moments']}>
        {counted.map(({ where, why, count }) => (
          <li key={`${where} ${why}`}>
            <span className={css['at']}>{where === 'main' ? 'in main' : 'in windows'}</span>
            <span>
              {count}: {DROP_WORDS[why]}
            </span>
          </li>
        ))}
        {own.length > DROPS_SHOWN ? (
          <li>
            <span className={css['at']}>this window</span>
            <span>{own.length - DROPS_SHOWN} earlier ones</span>
          </li>
        ) : null}
        {own.slice(-DROPS_SHOWN).map(({ seq, type, why, at }, index) => (
          // One event may be dropped twice in a millisecond; counted from the end, because old ones leave at the front.
          <li key={`${seq} ${at} ${own.length - index}`}>
            <span className={css['at']}>this window</span>
            <span>
              seq {seq}, {type}: {DROP_WORDS[why]}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
