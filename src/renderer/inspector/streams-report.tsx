import type { ReactNode } from 'react'
import { traceReport } from '../state/testers/trace-report.ts'
import { useActions, useWholeApp } from '../state/use-app.ts'
import { Button } from '../ui/button.tsx'
import { Unseen } from '../ui/unseen.tsx'
import { useCopied } from './stream-copied.ts'
import css from './streams-report.module.css'

/** Copies what the tab shows as Markdown, for an issue. */
export function StreamsReport(): ReactNode {
  const { store } = useWholeApp()
  const { copy } = useActions()
  const [copied, markCopied] = useCopied()
  const onClick = (): void => {
    const { version, host, platform, inspector, counters, drops } = store.getState()
    copy(
      traceReport({
        about: `Sluice ${version} on ${host}, ${platform}`,
        made_at: Date.now(),
        now_ms: performance.now() + inspector.main_ahead_ms,
        inspector,
        gate: counters,
        drops,
      }),
    )
    markCopied()
  }
  return (
    <div>
      <Button className={css['report']} onClick={onClick}>
        {copied ? 'Copied' : 'Copy as report'}
      </Button>
      <output>{copied ? <Unseen>Copied</Unseen> : null}</output>
    </div>
  )
}
