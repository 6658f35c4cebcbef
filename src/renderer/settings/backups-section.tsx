import type { ReactNode } from 'react'
import type { BackupInfo } from '../../shared/backup.ts'
import { backupKindWords, bytesWords, momentWords } from '../state/transfer/transfer-words.ts'
import { useActions, useApp } from '../state/use-app.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Section, Stack } from '../ui/section.tsx'
import css from './chats-dialog.module.css'
import { TransferStatus } from './transfer-status.tsx'

/** The copies of all chats that are kept on this computer. */
export function BackupsSection(): ReactNode {
  const { backUpNow } = useActions()
  const backups = useApp((data) => data.transfer.backups)
  const busy = useApp(({ transfer }) => transfer.asking || transfer.state?.state === 'running')
  return (
    <Section title="Backups">
      <p className={css['text']}>
        Sluice copies all chats once a day and before each update, and keeps the newest copies on this
        computer.
      </p>
      <BackupList backups={backups} />
      <div className={css['row']}>
        <Button busy={busy} onClick={backUpNow}>
          Back up now
        </Button>
        <TransferStatus kind="backup" />
      </div>
      <RestoreQuestion />
    </Section>
  )
}

function BackupList({ backups }: { backups: readonly BackupInfo[] | null }): ReactNode {
  if (backups === null) return null
  if (backups.length === 0) {
    return <p className={css['text']}>No backups yet. The first is made within a day of use.</p>
  }
  return (
    <ul className={css['backups']} aria-label="Backups, the newest first">
      {backups.map((backup) => (
        <BackupRow key={backup.name} backup={backup} />
      ))}
    </ul>
  )
}

function BackupRow({ backup }: { backup: BackupInfo }): ReactNode {
  const { askRestore } = useActions()
  const when = momentWords(backup.created_at)
  return (
    <li className={css['backup']}>
      <span className={css['when']}>{when}</span>
      <span className={css['kind']}>
        {backupKindWords(backup.kind)} · {bytesWords(backup.bytes)}
      </span>
      <Button look="quiet" aria-label={`Restore the backup of ${when}`} onClick={() => askRestore(backup)}>
        Restore…
      </Button>
    </li>
  )
}

/** Nothing is restored that a person has not read this about. */
function RestoreQuestion(): ReactNode {
  const { askRestore, restore } = useActions()
  const backup = useApp((data) => data.transfer.restoring)
  const restarting = useApp((data) => data.transfer.restarting)
  if (!backup) return null
  const close = (): void => askRestore(null)
  return (
    <Dialog title="Restore this backup?" onClose={close}>
      <Stack>
        <p>
          Sluice starts again with the chats as they were on {momentWords(backup.created_at)}. Answers that
          are being written are stopped.
        </p>
        <p>The chats of now are kept as a backup, too, so you can come back to them.</p>
        <div className={css['buttons']}>
          <Button busy={restarting} onClick={close}>
            Cancel
          </Button>
          <Button look="solid" busy={restarting} onClick={restore}>
            {restarting ? 'Starting again…' : 'Restore and start again'}
          </Button>
        </div>
      </Stack>
    </Dialog>
  )
}
