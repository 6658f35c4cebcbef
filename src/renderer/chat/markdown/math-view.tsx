import { memo, useLayoutEffect, useRef, useState, type ReactNode } from 'react'
import styles from './answer-text.module.css'
import type { MathToken } from './answer-token.ts'
import { drawFormula } from './math-queue.ts'

/** A formula in a line of text, or between two lines. While it is written, and where it cannot be drawn, it is its source. */
export const MathView = memo(
  function MathView({ formula }: { formula: MathToken }): ReactNode {
    if (formula.open) return <span className={styles['openMath']}>{formula.text}</span>
    if (!formula.display) return <Formula formula={formula} />
    return (
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex, jsx-a11y/prefer-tag-over-role -- what scrolls must be reachable by keyboard; no such element may stand in a paragraph
      <span className={styles['displayMath']} role="group" aria-label="Formula" tabIndex={0}>
        <Formula formula={formula} />
      </span>
    )
  },
  (before, after) => isSame(before.formula, after.formula),
)

/** A formula in lines of its own. A wide one scrolls inside itself; it can be reached by keyboard. */
export function BlockFormula({ formula, end }: { formula: MathToken; end: ReactNode }): ReactNode {
  if (formula.open) {
    return (
      <p dir="ltr" className={styles['plain']}>
        {formula.text}
        {end}
      </p>
    )
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <figure className={styles['displayMath']} aria-label="Formula" tabIndex={0}>
      <Formula formula={formula} />
      {end}
    </figure>
  )
}

/** The source stays where selecting and copying find it; what KaTeX draws is there for the eye and, as MathML, for the ear. */
const Formula = memo(
  function Formula({ formula }: { formula: MathToken }): ReactNode {
    const { text, display } = formula
    const place = useRef<HTMLSpanElement>(null)
    const [drawn, setDrawn] = useState<{ tex: string; display: boolean } | null>(null)
    const isDrawn = drawn?.tex === text && drawn.display === display
    useLayoutEffect(() => {
      const element = place.current
      return element ? drawFormula(element, text, display, () => setDrawn({ tex: text, display })) : undefined
    }, [text, display])
    const source = formula.raw.trim()
    return (
      <span dir="ltr" className={styles['math']}>
        <span className={isDrawn ? styles['mathSource'] : undefined} aria-hidden={isDrawn || undefined}>
          {source}
        </span>
        <span ref={place} className={styles['mathDrawn']} hidden={!isDrawn} />
      </span>
    )
  },
  (before, after) => isSame(before.formula, after.formula),
)

function isSame(a: MathToken, b: MathToken): boolean {
  return a.raw === b.raw && a.text === b.text && a.display === b.display && a.open === b.open
}
