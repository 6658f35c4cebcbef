import { useId } from 'react'
import type { ReactNode } from 'react'
import { eventCount } from '../state/testers/trace-groups.ts'
import { useApp } from '../state/use-app.ts'
import css from './streams-counters.module.css'

interface Figure {
  name: string
  is: number | undefined
  says: string
}

/** The figures a tester watches, by what they count in. One that is zero is there, and keeps quiet. */
export function StreamsCounters(): ReactNode {
  const core = useApp((data) => data.inspector.counters)
  const gate = useApp((data) => data.counters)
  const events = useApp((data) => data.inspector.traces.reduce((sum, trace) => sum + eventCount(trace), 0))
  const whole: Figure[] = [
    { name: 'live', is: core?.live, says: 'Streams that are not released yet, in all chats' },
    { name: 'processes', is: core?.processes, says: 'Engine processes not known to be gone' },
    { name: 'opened', is: core?.opened, says: 'Streams opened since the app started' },
    { name: 'ended', is: core?.ended, says: 'Streams that ran, ended and left their engine' },
    { name: 'discarded', is: core?.discarded, says: 'Streams that ended before they reached an engine' },
    {
      name: 'forced',
      is: core?.forced,
      says: 'Engines that did not leave when asked and were taken by force',
    },
    { name: 'fenced', is: core?.fenced, says: 'Engines that did not leave even by force' },
    {
      name: 'late',
      is: core?.late,
      says: 'Replies of engines after the end of their stream, dropped in main',
    },
  ]
  const chat: Figure[] = [{ name: 'events', is: events, says: 'Events told of the streams of this chat' }]
  const window: Figure[] = [
    {
      name: 'dropped',
      is: gate.stale + gate.duplicate + gate.after_done,
      says: 'Events that the gate of this window kept from the screen',
    },
    { name: 'gaps', is: gate.gaps, says: 'Holes this window found in a stream' },
    { name: 'resyncs', is: gate.resyncs, says: 'Snapshots this window took over to close a hole' },
  ]
  return (
    <div className={css['counters']}>
      <Figures of="The whole app, since it was started" figures={whole} />
      <Figures of="This chat" figures={chat} />
      <Figures of="This window" figures={window} />
    </div>
  )
}

function Figures({ of, figures }: { of: string; figures: Figure[] }): ReactNode {
  const caption = useId()
  return (
    <div className={css['set']}>
      <p id={caption}>{of}</p>
      <dl aria-labelledby={caption}>
        {figures.map(({ name, is, says }) => (
          <div
            key={name}
            className={css['figure']}
            title={says}
            data-counter={name}
            data-zero={is === 0 || undefined}
          >
            <dt>{name}</dt>
            <dd>{is?.toLocaleString('en') ?? '–'}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
