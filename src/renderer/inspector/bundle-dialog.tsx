import type { ReactNode } from 'react'
import type { Bundle } from '../../shared/ipc-contract.ts'
import { utf8Bytes } from '../../shared/limits.ts'
import { useActions, useApp } from '../state/use-app.ts'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import css from './bundle-dialog.module.css'
import { bundlePieces, sizeWords } from './bundle-pieces.ts'
import { BundleOutcome } from './bundle-section.tsx'

/** The whole report, to be read before it is saved. What is saved is what is shown. */
export function BundleDialog({ bundle }: { bundle: Bundle }): ReactNode {
  const { saveBundle, closeBundle, copy } = useActions()
  const saving = useApp((data) => data.diagnosis.saving)
  const saved = useApp((data) => data.diagnosis.saved)
  const refused = useApp((data) => data.diagnosis.bundle_refused)
  const { text } = bundle
  return (
    <Dialog title="Diagnostics report" onClose={closeBundle}>
      <div className={css['report']}>
        <p>This is all of it, {sizeWords(utf8Bytes(text))}. Read it before you hand it on.</p>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reachable by keyboard */}
        <section className={css['text']} tabIndex={0} aria-label="The report">
          {bundlePieces(text).map(({ from, piece }) => (
            <span key={from} className={css['piece']}>
              {piece}
            </span>
          ))}
        </section>
        <div className={css['foot']}>
          <Button look="solid" busy={saving} onClick={saveBundle}>
            {saving ? 'Saving…' : 'Save…'}
          </Button>
          <CopyButton onCopy={() => copy(text)} />
          <BundleOutcome saved={saved} refused={refused} />
          <Button onClick={closeBundle}>Close</Button>
        </div>
      </div>
    </Dialog>
  )
}
