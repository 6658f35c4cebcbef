import type { ReactNode } from 'react'
import { useApp } from '../state/use-app.ts'
import { Announcer } from '../ui/unseen.tsx'

/** Says when an answer begins and how it ended, never its tokens. */
export function Heard(): ReactNode {
  const { text, number } = useApp((data) => data.announcement)
  return <Announcer text={text} number={number} />
}

/** What the stale gate kept from the screen, for testers to read. */
export function GateCounters(): ReactNode {
  const { stale, duplicate, after_done, gaps, resyncs } = useApp((data) => data.counters)
  return (
    <div
      hidden
      data-gate
      data-stale={stale}
      data-duplicate={duplicate}
      data-after-done={after_done}
      data-gaps={gaps}
      data-resyncs={resyncs}
    />
  )
}
