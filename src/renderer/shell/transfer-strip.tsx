import type { ReactNode } from 'react'
import { LONG_MS, progressWords, shareDone } from '../state/transfer/transfer-words.ts'
import { useActions, useApp } from '../state/use-app.ts'
import { Button } from '../ui/button.tsx'
import { ProgressBar } from '../ui/progress-bar.tsx'
import css from './toasts.module.css'

/** A long export or import goes on while its page is closed: what it does, and the way to call it off. */
export function TransferStrip(): ReactNode {
  const { cancelTransfer } = useActions()
  const elsewhere = useApp((data) => data.dialog !== 'chats')
  const state = useApp((data) => data.transfer.state)
  if (!elsewhere || state?.state !== 'running' || state.elapsed_ms < LONG_MS) return null
  return (
    <div className={`${css['toast']} ${css['strip']}`}>
      <div className={css['measure']}>
        <span className={css['figures']}>{progressWords(state)}</span>
        <ProgressBar label={state.kind} share={shareDone(state)} />
      </div>
      <Button onClick={cancelTransfer}>Cancel</Button>
    </div>
  )
}
