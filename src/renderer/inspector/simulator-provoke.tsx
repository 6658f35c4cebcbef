import { useId } from 'react'
import type { ReactNode } from 'react'
import { PROVOCATIONS, seriesSentence } from '../state/testers/provocations.ts'
import { useActions, useApp } from '../state/use-app.ts'
import { Button } from '../ui/button.tsx'
import css from './simulator-provoke.module.css'

/** Sends test prompts as people do by accident. `reason`: why that is not possible now; null when it is. */
export function SimulatorProvoke({ reason }: { reason: string | null }): ReactNode {
  const { provoke, endSeries } = useActions()
  const series = useApp((data) => data.series)
  const id = useId()
  const running = series?.running ?? false
  const why = reason ?? (running ? 'One series at a time.' : null)
  return (
    <section className={css['provoke']} aria-labelledby={id}>
      <h3 id={id} className={css['head']}>
        Send test prompts
      </h3>
      <div className={css['buttons']}>
        {PROVOCATIONS.map(({ provocation, label }) => (
          <Button
            key={provocation}
            disabled={reason !== null}
            busy={running}
            title={why ?? undefined}
            aria-describedby={`${id}-said`}
            onClick={() => provoke(provocation)}
          >
            {label}
          </Button>
        ))}
      </div>
      <div className={css['said']}>
        <output id={`${id}-said`} aria-live="polite">
          {reason ?? seriesSentence(series)}
        </output>
        {running ? (
          <Button look="text" onClick={endSeries}>
            End it
          </Button>
        ) : null}
      </div>
    </section>
  )
}
