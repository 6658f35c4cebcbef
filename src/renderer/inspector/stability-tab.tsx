import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { stabilityReport } from '../state/stability-report.ts'
import { heardSentence, outcomeSentence, scenarioRows } from '../state/stability-rows.ts'
import { useActions, useApp, useWholeApp } from '../state/use-app.ts'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Announcer } from '../ui/unseen.tsx'
import { LampLegend } from './stability-lamps.tsx'
import { StabilityRow } from './stability-row.tsx'
import css from './stability-tab.module.css'

/** Plays the scenarios of `verify` in the running app, drawn while they run. */
export function StabilityTab(): ReactNode {
  const { startStability, askStability } = useActions()
  const stability = useApp((data) => data.stability)
  useEffect(askStability, [askStability])
  const { state, started_at, seconds, verdicts, now } = stability
  const running = state === 'running'
  return (
    <div className={css['tab']}>
      <p className={css['about']}>
        Plays what testers do to a chat app and judges it, in engine processes and a store of its own: your
        chats are not touched. It takes about 15 to 30 seconds.
      </p>
      <div className={css['bar']}>
        {running ? (
          <CancelButton key={started_at} />
        ) : (
          <Button look="solid" onClick={startStability}>
            {state === 'idle' ? 'Start the test' : 'Start again'}
          </Button>
        )}
        <span className={css['time']}>
          {now ? `${now.events.toLocaleString('en')} events · ` : ''}
          {state === 'idle' ? '' : `${seconds.toFixed(1)} s`}
        </span>
      </div>
      <ol className={css['list']} aria-label="Scenarios">
        {scenarioRows(stability).map((row) => (
          <StabilityRow key={row.name} row={row} now={now} />
        ))}
      </ol>
      <StabilityFoot />
      <Announcer text={heardSentence(stability)} number={verdicts.length} />
    </div>
  )
}

/** Cleaning up takes a moment: until it is done the test counts as running. */
function CancelButton(): ReactNode {
  const { cancelStability } = useActions()
  const [asked, setAsked] = useState(false)
  return (
    <Button
      disabled={asked}
      onClick={() => {
        setAsked(true)
        cancelStability()
      }}
    >
      {asked ? 'Cancelling…' : 'Cancel'}
    </Button>
  )
}

function StabilityFoot(): ReactNode {
  const { store, actions } = useWholeApp()
  const stability = useApp((data) => data.stability)
  const { state, verdicts } = stability
  const broken = state === 'failed' || verdicts.some((one) => !one.ok)
  const tone = broken ? 'broken' : state === 'done' ? 'holds' : undefined
  const over = state === 'done' || state === 'cancelled' || state === 'failed'
  return (
    <footer className={css['foot']}>
      <p data-tone={tone}>{outcomeSentence(stability) ?? 'Not played since Sluice was started.'}</p>
      {over ? (
        <CopyButton label="Copy result" onCopy={() => actions.copy(stabilityReport(store.getState()))} />
      ) : (
        <LampLegend />
      )}
    </footer>
  )
}
