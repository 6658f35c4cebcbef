import { useEffect } from 'react'
import type { ReactNode } from 'react'
import { branchesOf, diagnosisReport } from '../state/testers/diagnosis-words.ts'
import { useActions, useApp } from '../state/use-app.ts'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { BundleDialog } from './bundle-dialog.tsx'
import { BundleSection } from './bundle-section.tsx'
import { DiagnosisBranch } from './diagnosis-branch.tsx'
import css from './diagnosis-tab.module.css'
import { DiagnosisVerdict } from './diagnosis-verdict.tsx'

/** What the log of this app says, judged when the tab is opened and again when asked; and the report to hand on. */
export function DiagnosisTab(): ReactNode {
  const { diagnose, copy } = useActions()
  const running = useApp((data) => data.diagnosis.running)
  const diagnosis = useApp((data) => data.diagnosis.diagnosis)
  const refused = useApp((data) => data.diagnosis.refused)
  const bundle = useApp((data) => data.diagnosis.bundle)
  useEffect(diagnose, [diagnose])
  return (
    <div className={css['tab']}>
      <DiagnosisVerdict diagnosis={diagnosis} running={running} refused={refused} />
      <div className={css['bar']}>
        <Button busy={running} onClick={diagnose}>
          {running ? 'Diagnosing…' : 'Diagnose again'}
        </Button>
        {diagnosis ? (
          <CopyButton label="Copy as text" onCopy={() => copy(diagnosisReport(diagnosis))} />
        ) : null}
      </div>
      {diagnosis
        ? branchesOf(diagnosis).map((one) => <DiagnosisBranch key={one.branch} branch={one} />)
        : null}
      <BundleSection />
      {bundle ? <BundleDialog bundle={bundle} /> : null}
    </div>
  )
}
