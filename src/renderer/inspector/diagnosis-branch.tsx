import { Check, Info, X } from 'lucide-react'
import { useId } from 'react'
import type { ReactNode } from 'react'
import type { Finding, FindingLevel } from '../../shared/diagnosis.ts'
import type { BranchFindings } from '../state/testers/diagnosis-words.ts'
import { fineWords, LEVEL_WORDS } from '../state/testers/diagnosis-words.ts'
import css from './diagnosis-branch.module.css'

const SHAPES: Record<FindingLevel, ReactNode> = {
  fine: <Check size={14} strokeWidth={2.5} aria-hidden />,
  notice: <Info size={14} aria-hidden />,
  broken: <X size={14} strokeWidth={3} aria-hidden />,
}

/** One branch of the decision tree: what has to be read stands open, what is fine is one line. */
export function DiagnosisBranch({ branch }: { branch: BranchFindings }): ReactNode {
  const titleId = useId()
  const { title, told, fine } = branch
  return (
    <section className={css['branch']} aria-labelledby={titleId}>
      <h3 id={titleId}>{title}</h3>
      {told.length > 0 ? (
        <ul className={css['told']}>
          {told.map((finding) => (
            <ToldFinding key={finding.check} finding={finding} />
          ))}
        </ul>
      ) : null}
      {fine.length > 0 ? (
        <details className={css['fold']}>
          <summary>
            {SHAPES.fine} {fineWords(fine.length)}
          </summary>
          <ul className={css['fine']}>
            {fine.map(({ check, asks, says }) => (
              <li key={check}>
                {asks} <span>{says}</span>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  )
}

function ToldFinding({ finding }: { finding: Finding }): ReactNode {
  const { check, level, asks, says, advice, evidence } = finding
  return (
    <li className={css['finding']} data-check={check} data-level={level}>
      <p className={css['word']}>
        {SHAPES[level]} {LEVEL_WORDS[level]}
      </p>
      <p className={css['asks']}>{asks}</p>
      <p>{says}</p>
      {advice === null ? null : (
        <p className={css['advice']}>
          <b>What to do:</b> {advice}
        </p>
      )}
      {evidence.length > 0 ? (
        <details className={css['fold']}>
          <summary>
            {evidence.length === 1 ? 'The line that shows it' : `${evidence.length} lines that show it`}
          </summary>
          <pre className={css['evidence']}>{evidence.join('\n')}</pre>
        </details>
      ) : null}
    </li>
  )
}
