import type { ReactNode } from 'react'
import { PHASES } from '../state/testers/trace-phases.ts'
import type { Flag } from './stream-bar.tsx'
import { FLAGS, FlagSwatch, PhaseSwatch } from './stream-bar.tsx'
import css from './stream-legend.module.css'

const FLAG_NAMES: Readonly<Record<Flag, string>> = {
  stop_asked: 'stop asked',
  ended: 'ended',
  released: 'released',
  forced: 'forced',
  fenced: 'fenced',
}

/** What the patterns and flags of the bars mean. */
export function StreamLegend(): ReactNode {
  return (
    <ul className={css['legend']} aria-label="In the bars">
      {PHASES.map((phase) => (
        <li key={phase}>
          <PhaseSwatch phase={phase} />
          {phase}
        </li>
      ))}
      {FLAGS.map((flag) => (
        <li key={flag}>
          <FlagSwatch flag={flag} />
          {FLAG_NAMES[flag]}
        </li>
      ))}
    </ul>
  )
}
