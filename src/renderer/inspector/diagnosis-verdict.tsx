import { Check, Circle, Info, X } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Diagnosis } from '../../shared/diagnosis.ts'
import { groundWords, VERDICT_WORDS } from '../state/testers/diagnosis-words.ts'
import { Announcer } from '../ui/unseen.tsx'
import css from './diagnosis-verdict.module.css'

const SHAPES: Record<Diagnosis['verdict'], ReactNode> = {
  healthy: <Check size={18} strokeWidth={2.5} aria-hidden />,
  notices: <Info size={18} aria-hidden />,
  broken: <X size={18} strokeWidth={3} aria-hidden />,
  no_evidence: <Circle size={18} aria-hidden />,
}

interface DiagnosisVerdictProps {
  diagnosis: Diagnosis | null
  running: boolean
  refused: string | null
}

/** The verdict in a sentence, what it stands on, and why there is none. Said aloud when it is there. */
export function DiagnosisVerdict({ diagnosis, running, refused }: DiagnosisVerdictProps): ReactNode {
  return (
    <div className={css['box']}>
      {diagnosis ? (
        <>
          <p className={css['mark']} data-verdict={diagnosis.verdict}>
            {SHAPES[diagnosis.verdict]} {VERDICT_WORDS[diagnosis.verdict]}
          </p>
          <p className={css['says']}>{diagnosis.says}</p>
          <p className={css['ground']}>{groundWords(diagnosis)}</p>
        </>
      ) : (
        <p className={css['ground']}>{running ? 'Reading the log…' : 'Not diagnosed yet.'}</p>
      )}
      <Announcer text={refused ?? diagnosis?.says ?? ''} number={diagnosis?.lines ?? 0} />
      {refused === null ? null : <p className={css['refused']}>{refused}</p>}
    </div>
  )
}
