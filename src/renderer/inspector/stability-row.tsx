import { Check, Circle, CircleDot, Minus, X } from 'lucide-react'
import type { ReactNode } from 'react'
import type { StabilityState } from '../../shared/stability.ts'
import type { ScenarioMark, ScenarioRow } from '../state/testers/stability-rows.ts'
import { MARK_WORDS, figureWords } from '../state/testers/stability-rows.ts'
import { StabilityLamps } from './stability-lamps.tsx'
import css from './stability-row.module.css'

const SHAPES: Record<ScenarioMark, ReactNode> = {
  waiting: <Circle size={14} aria-hidden />,
  running: <CircleDot size={14} aria-hidden />,
  holds: <Check size={14} strokeWidth={2.5} aria-hidden />,
  broken: <X size={14} strokeWidth={3} aria-hidden />,
  untried: <Minus size={14} aria-hidden />,
}

/** One scenario: how it stands, and below, on a line that is always there, what is known of it. */
export function StabilityRow({ row, now }: { row: ScenarioRow; now: StabilityState['now'] }): ReactNode {
  const { name, title, mark, verdict } = row
  const seen = mark === 'running' ? now : null
  return (
    <li className={css['row']} data-scenario={name} data-mark={mark}>
      <span className={css['shape']}>{SHAPES[mark]}</span>
      <span className={css['title']}>{title}</span>
      <div className={css['known']}>
        <span className={css['word']}>{MARK_WORDS[mark]}</span>
        {verdict ? <span>{figureWords(verdict)}</span> : null}
        {seen ? <StabilityLamps lamps={seen.lamps} /> : null}
      </div>
      {verdict && verdict.problems.length > 0 ? (
        <ul className={css['problems']}>
          {[...new Set(verdict.problems)].map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      ) : null}
    </li>
  )
}
