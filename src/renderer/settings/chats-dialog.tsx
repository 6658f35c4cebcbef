import { useState } from 'react'
import type { ReactNode } from 'react'
import type { ChatFormat } from '../../shared/transfer.ts'
import { heardWords } from '../state/transfer/transfer-words.ts'
import { useActions, useApp } from '../state/use-app.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Section } from '../ui/section.tsx'
import { Announcer } from '../ui/unseen.tsx'
import { BackupsSection } from './backups-section.tsx'
import css from './chats-dialog.module.css'
import { FormatField } from './format-field.tsx'
import { TransferStatus } from './transfer-status.tsx'

/** Chats to files and back, and the backups of all of them. */
export function ChatsDialog(): ReactNode {
  const { openDialog } = useActions()
  const heard = useApp(({ transfer: { state, old_id } }) =>
    state?.transfer_id === old_id ? '' : heardWords(state),
  )
  return (
    <Dialog title="Chats and backups" onClose={() => openDialog(null)}>
      <ExportSection />
      <ImportSection />
      <BackupsSection />
      <Announcer text={heard} number={0} />
    </Dialog>
  )
}

function useBusy(): boolean {
  return useApp(({ transfer }) => transfer.asking || transfer.state?.state === 'running')
}

function ExportSection(): ReactNode {
  const { exportChats } = useActions()
  const [format, setFormat] = useState<ChatFormat>('json')
  const busy = useBusy()
  return (
    <Section title="Export">
      <FormatField value={format} onChange={setFormat} />
      <div className={css['row']}>
        <Button busy={busy} onClick={() => void exportChats(null, format)}>
          Export all chats…
        </Button>
        <TransferStatus kind="export" />
      </div>
    </Section>
  )
}

function ImportSection(): ReactNode {
  const { importChats } = useActions()
  const busy = useBusy()
  return (
    <Section title="Import">
      <p className={css['text']}>
        A file that Sluice exported as JSON or NDJSON. All of its chats come in, or none; what is here stays
        as it is.
      </p>
      <div className={css['row']}>
        <Button busy={busy} onClick={importChats}>
          Import chats…
        </Button>
        <TransferStatus kind="import" />
      </div>
    </Section>
  )
}
