import type { ReactNode } from 'react'
import type { Lamp } from '../../shared/stability.ts'
import { Unseen } from '../ui/unseen.tsx'
import css from './stability-lamps.module.css'

const LAMPS: readonly Lamp[] = ['waiting', 'running', 'ended', 'released', 'forced']

/** One small lamp for each stream: a shape of its own for each state, beside its colour. */
export function StabilityLamps({ lamps }: { lamps: readonly Lamp[] }): ReactNode {
  return (
    <div className={css['lamps']}>
      <Unseen>{lampWords(lamps)}</Unseen>
      {lamps.map((lamp, index) => (
        // A lamp is its place in the row: it has no other name.
        <i key={index} className={css[lamp]} aria-hidden />
      ))}
    </div>
  )
}

/** What the lamps' shapes mean. */
export function LampLegend(): ReactNode {
  return (
    <ul className={css['legend']} aria-label="What the lamps mean">
      {LAMPS.map((lamp) => (
        <li key={lamp}>
          <i className={css[lamp]} aria-hidden />
          {lamp}
        </li>
      ))}
    </ul>
  )
}

function lampWords(lamps: readonly Lamp[]): string {
  const counts = LAMPS.flatMap((lamp) => {
    const count = lamps.filter((one) => one === lamp).length
    return count === 0 ? [] : [`${count} ${lamp}`]
  })
  return counts.length === 0 ? 'No stream yet' : `Streams: ${counts.join(', ')}`
}
