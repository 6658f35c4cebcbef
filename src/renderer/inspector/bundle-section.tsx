import type { ReactNode } from 'react'
import { useActions, useApp } from '../state/use-app.ts'
import { Button } from '../ui/button.tsx'
import css from './bundle-section.module.css'

/** The report to hand on: what is in it, what is not, and the way to see it. */
export function BundleSection(): ReactNode {
  const { buildBundle } = useActions()
  const building = useApp((data) => data.diagnosis.building)
  const shown = useApp((data) => data.diagnosis.bundle !== null)
  const saved = useApp((data) => data.diagnosis.saved)
  const refused = useApp((data) => data.diagnosis.bundle_refused)
  return (
    <section className={css['section']} aria-labelledby="bundle-title">
      <h3 id="bundle-title">Diagnostics report</h3>
      <p>
        A text for a bug report: versions, settings, kinds of connections, names of models, this verdict, the
        stability test and the newest lines of the log. Nothing you or a model wrote, no keys, no names of
        servers. You see it before it is saved, and nothing is sent.
      </p>
      <div>
        <Button busy={building} onClick={buildBundle}>
          {building ? 'Making the report…' : 'Show the report…'}
        </Button>
      </div>
      {shown ? null : <BundleOutcome saved={saved} refused={refused} />}
    </section>
  )
}

/** What became of it, in a sentence; also in the dialog. */
export function BundleOutcome({
  saved,
  refused,
}: {
  saved: string | null
  refused: string | null
}): ReactNode {
  return (
    <output className={css['outcome']} data-failed={refused !== null || undefined}>
      {refused ?? (saved === null ? null : `Saved as ${saved}`)}
    </output>
  )
}
