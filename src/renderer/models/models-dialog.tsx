import type { ReactNode } from 'react'
import { useActions, useApp } from '../state/use-app.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Section } from '../ui/section.tsx'
import { Announcer } from '../ui/unseen.tsx'
import { AddedFiles } from './added-files.tsx'
import { CuratedList } from './curated-list.tsx'
import { DownloadList } from './download-list.tsx'
import { FolderLine } from './folder-line.tsx'
import { FromAddress } from './from-address.tsx'
import { ModelList } from './model-list.tsx'
import css from './models-dialog.module.css'

/** The models of this computer: those that are here, those on their way, and where to get more. */
export function ModelsDialog(): ReactNode {
  const { openDialog } = useActions()
  const heard = useApp((data) => data.models.heard)
  const refused = useApp((data) => data.models.refused)
  return (
    <Dialog title="Models" onClose={() => openDialog(null)}>
      <Section>
        <p className={css['lead']}>
          A model is a file on this computer. Sluice runs it here: no account, no network, nothing leaves this
          computer.
        </p>
        {refused === null ? null : (
          <p className={css['refused']} role="alert">
            {refused}
          </p>
        )}
        <ModelList />
        <AddedFiles />
        <FolderLine />
      </Section>
      <DownloadList />
      <Section title="Get a model">
        <CuratedList />
      </Section>
      <Section title="From a repository or an address">
        <FromAddress />
      </Section>
      <Announcer text={heard} number={0} />
    </Dialog>
  )
}
