import type { CSSProperties, ReactNode } from 'react'
import type { SpanPhase, StreamTrace, TraceMark } from '../../shared/stream-trace.ts'
import { segmentsOf } from '../state/testers/trace-phases.ts'
import css from './stream-bar.module.css'

/** A time axis on main's clock. */
export interface Axis {
  from_ms: number
  length_ms: number
}

/** The moments a tester looks for, in the order of drawing. */
export const FLAGS = ['stop_asked', 'ended', 'released', 'forced', 'fenced'] as const
export type Flag = (typeof FLAGS)[number]

/**
 * A stream as a bar: a piece for each phase, a flag for each moment. Every phase has its own pattern and every flag its own
 * shape. Words say the same beside it, so it is hidden from readers.
 */
export function StreamBar({
  trace,
  axis,
  now_ms,
}: {
  trace: StreamTrace
  axis: Axis
  now_ms: number
}): ReactNode {
  const offset = trace.opened_ms - axis.from_ms
  const percent = (ms: number): number => ((offset + ms) / axis.length_ms) * 100
  return (
    <span className={css['bar']} aria-hidden>
      {segmentsOf(trace, axis, now_ms).map(({ phase, from_ms, left, width }) => (
        <PhasePiece
          key={`${phase} ${from_ms}`}
          phase={phase}
          style={{ left: `${left}%`, width: `${width}%` }}
        />
      ))}
      {trace.marks.filter(isFlag).map(({ mark, at_ms }) => (
        <FlagSign key={mark} flag={mark} style={{ left: `${Math.min(100, percent(at_ms))}%` }} />
      ))}
    </span>
  )
}

function isFlag(mark: TraceMark): mark is TraceMark & { mark: Flag } {
  return (FLAGS as readonly string[]).includes(mark.mark)
}

function PhasePiece({ phase, style }: { phase: SpanPhase; style?: CSSProperties }): ReactNode {
  return <i className={`${css['piece']} ${css[phase]}`} data-phase={phase} style={style} />
}

const SHAPES: Readonly<Record<Flag, ReactNode>> = {
  stop_asked: <path d="M1 0 H9 L5 5.5 Z" fill="currentColor" />,
  ended: <path d="M5 1 V23" stroke="currentColor" strokeWidth="2" />,
  released: (
    <circle cx="5" cy="13" r="3.2" fill="var(--bar-ground)" stroke="currentColor" strokeWidth="1.6" />
  ),
  forced: (
    <>
      <rect x="0" y="8" width="10" height="10" rx="2" fill="currentColor" />
      <path d="M2.8 10.8 L7.2 15.2 M7.2 10.8 L2.8 15.2" stroke="var(--bar-ground)" strokeWidth="1.6" />
    </>
  ),
  fenced: (
    <>
      <rect x="0" y="8" width="10" height="10" rx="2" fill="currentColor" />
      <path d="M2.5 13 H7.5" stroke="var(--bar-ground)" strokeWidth="2" />
    </>
  ),
}

function FlagSign({ flag, style }: { flag: Flag; style?: CSSProperties }): ReactNode {
  return (
    <svg
      className={`${css['flag']} ${css[flag]}`}
      data-flag={flag}
      viewBox="0 0 10 24"
      width={10}
      height={24}
      style={style}
      aria-hidden
    >
      {SHAPES[flag]}
    </svg>
  )
}

/** The pattern of a phase, to stand beside its word. */
export function PhaseSwatch({ phase }: { phase: SpanPhase }): ReactNode {
  return (
    <span className={css['swatch']} aria-hidden>
      <PhasePiece phase={phase} />
    </span>
  )
}

/** The shape of a flag, to stand beside its word. */
export function FlagSwatch({ flag }: { flag: Flag }): ReactNode {
  return (
    <span className={`${css['swatch']} ${css['sign']}`} aria-hidden>
      <svg
        className={css[flag]}
        viewBox={flag === 'stop_asked' ? '0 -4 10 14' : '0 6 10 14'}
        width={10}
        height={14}
      >
        {SHAPES[flag]}
      </svg>
    </span>
  )
}
