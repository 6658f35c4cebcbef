import { useCallback, useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import type { StreamId } from '../../shared/ids.ts'
import type { StreamTrace } from '../../shared/stream-trace.ts'
import { openMessages } from '../state/app-store.ts'
import { groupTraces } from '../state/testers/trace-groups.ts'
import { useActions, useApp } from '../state/use-app.ts'
import { Button } from '../ui/button.tsx'
import { StreamGroup } from './stream-group.tsx'
import { StreamLegend } from './stream-legend.tsx'
import { StreamsCounters } from './streams-counters.tsx'
import { StreamsReport } from './streams-report.tsx'
import css from './streams-tab.module.css'

/** Drawn at first and added with each "Show earlier". */
const STREAMS_SHOWN = 12

/** What happened to every stream of the chat on screen. */
export function StreamsTab(): ReactNode {
  const { inspectStreams } = useActions()
  const session_id = useApp((data) => data.open_session_id)
  const traces = useApp(({ inspector }) => (inspector.session_id === session_id ? inspector.traces : null))
  const asked = useApp((data) => data.inspector.counters !== null)
  useEffect(() => inspectStreams(session_id), [inspectStreams, session_id])
  if (session_id === null || (asked && traces?.length === 0)) return <NothingYet />
  return (
    <div className={css['tab']}>
      <div className={css['top']}>
        <h2>Streams of this chat</h2>
        <StreamsReport />
      </div>
      <StreamsCounters />
      <StreamLegend />
      {/* Another chat begins at its newest streams again. */}
      {traces ? <StreamList key={session_id} traces={traces} /> : null}
    </div>
  )
}

/** The newest group first: a tester has just done something, and looks for what came of it. */
function StreamList({ traces }: { traces: readonly StreamTrace[] }): ReactNode {
  const [shown, setShown] = useState(STREAMS_SHOWN)
  const [open, setOpen] = useState<StreamId | null>(null)
  const toggle = useCallback(
    (stream_id: StreamId) => setOpen((before) => (before === stream_id ? null : stream_id)),
    [],
  )
  const earlier = traces.length - shown
  return (
    <>
      {newestFirst(groupTraces(traces), shown).map(({ group, room }) => (
        <StreamGroup
          key={group[0]?.stream_id}
          group={group}
          shown={room}
          open={group.some((trace) => trace.stream_id === open) ? open : null}
          onToggle={toggle}
        />
      ))}
      {earlier > 0 ? (
        <Button className={css['earlier']} onClick={() => setShown(shown + STREAMS_SHOWN)}>
          Show {Math.min(earlier, STREAMS_SHOWN)} earlier {earlier === 1 ? 'stream' : 'streams'}
        </Button>
      ) : null}
    </>
  )
}

/** The groups of the newest `shown` streams, each with how many of its own are among them. */
function newestFirst(groups: StreamTrace[][], shown: number): { group: StreamTrace[]; room: number }[] {
  let left = shown
  return groups.toReversed().flatMap((group) => {
    const room = Math.min(left, group.length)
    left -= room
    return room > 0 ? [{ group, room }] : []
  })
}

function NothingYet(): ReactNode {
  const { openPanel } = useActions()
  const older = useApp((data) => openMessages(data).length > 0)
  return (
    <div className={css['nothing']}>
      <p>
        {older
          ? 'Nothing has been asked in this chat since Sluice was started; what came before is not recorded.'
          : 'Nothing has been asked in this chat yet.'}{' '}
        Send a message, or provoke a fault with the simulator’s controls.
      </p>
      <Button onClick={() => openPanel('simulator')}>Simulator controls</Button>
    </div>
  )
}
