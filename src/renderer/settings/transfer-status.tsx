import type { ReactNode } from 'react'
import type { TransferState } from '../../shared/transfer.ts'
import { progressWords, shareDone } from '../state/transfer/transfer-words.ts'
import { useActions, useApp } from '../state/use-app.ts'
import { Button } from '../ui/button.tsx'
import { ProgressBar } from '../ui/progress-bar.tsx'
import css from './chats-dialog.module.css'

const NAMES: Record<TransferState['kind'], string> = { export: 'Export', import: 'Import', backup: 'Backup' }

/** How far the last one of its kind is, or what came of it. */
export function TransferStatus({ kind }: { kind: TransferState['kind'] }): ReactNode {
  const state = useApp(({ transfer: { state: last, old_id } }) =>
    last?.kind === kind && last.transfer_id !== old_id ? last : null,
  )
  const refused = useApp(({ transfer }) => (transfer.refused?.kind === kind ? transfer.refused.text : null))
  if (state?.state === 'running') return <Progress state={state} />
  if (refused !== null) {
    return (
      <p className={css['outcome']} role="alert" data-failed>
        {refused}
      </p>
    )
  }
  return state?.outcome == null ? null : (
    <p className={css['outcome']} data-failed={state.state === 'failed' || undefined}>
      {state.outcome}
    </p>
  )
}

function Progress({ state }: { state: TransferState }): ReactNode {
  const { cancelTransfer } = useActions()
  return (
    <div className={css['progress']}>
      <div className={css['measure']}>
        <ProgressBar label={NAMES[state.kind]} share={shareDone(state)} />
        <p className={css['figures']}>{progressWords(state)}</p>
      </div>
      <Button onClick={cancelTransfer}>Cancel</Button>
    </div>
  )
}
