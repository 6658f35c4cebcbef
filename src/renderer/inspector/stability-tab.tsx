import { useEffect, useState } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'
import { stabilityReport } from '../state/testers/stability-report.ts'
import { heardSentence, outcomeSentence, scenarioRows } from '../state/testers/stability-rows.ts'
import { useActions, useApp, useWholeApp } from '../state/use-app.ts'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Announcer } from '../ui/unseen.tsx'
import { LampLegend } from './stability-lamps.tsx'
import { StabilityRow } from './stability-row.tsx'
import css from './stability-tab.module.css'

/** Plays the scenarios of `verify` in the running app, drawn while they run. */
export function StabilityTab(): ReactNode {
  const { askStability } = useActions()
  const stability = useApp((data) => data.stability)
  useEffect(askStability, [askStability])
  const { state, seconds, verdicts, now } = stability
  return (
    <div className={css['tab']}>
      <p className={css['about']}>
        Plays what testers do to a chat app and judges it, in engine processes and a store of its own: your
        chats are not touched. It takes about 15 to 30 seconds.
      </p>
      <div className={css['bar']}>
        <StartButton />
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

/**
 * Starts and cancels: one button, so that the keyboard's focus stays in its place. Cleaning up takes a moment: until it is done
 * the test counts as running.
 */
function StartButton(): ReactNode {
  const { startStability, cancelStability } = useActions()
  const { state, started_at } = useApp((data) => data.stability)
  const [cancelled, setCancelled] = useState<number | null>(null)
  const running = state === 'running'
  const cancelling = running && cancelled !== null && cancelled === started_at
  const press = (): void => {
    if (!running) return startStability()
    setCancelled(started_at)
    cancelStability()
  }
  const start = state === 'idle' ? 'Start the test' : 'Start again'
  return (
    <Button look={running ? 'outline' : 'solid'} busy={cancelling} onClick={press} onKeyDown={pressOnce}>
      {cancelling ? 'Cancelling…' : running ? 'Cancel' : start}
    </Button>
  )
}

/** An Enter that is held would start and cancel for as long as it is. */
function pressOnce(event: KeyboardEvent): void {
  if (event.repeat) event.preventDefault()
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
