import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useActions, useApp } from '../state/use-app.ts'
import { Button, IconButton } from '../ui/button.tsx'
import css from './chat-view.module.css'
import { recoveredWords, unsavedWords } from '../state/notice-sentence.ts'

/** What a person has to know before anything else: answers not saved, what was recovered after an end that was not in order. */
export function NoticeBars(): ReactNode {
  const { retrySaves, dismissRecovery } = useActions()
  const unsaved = useApp((data) => data.unsaved)
  const retrying = useApp((data) => data.retrying_saves)
  const recovery = useApp((data) => data.recovery)
  return (
    <div className={css['notices']}>
      {unsaved > 0 ? (
        <div className={`${css['notice']} ${css['failed']}`} role="alert">
          <span>{unsavedWords(unsaved)}</span>
          <Button disabled={retrying} onClick={retrySaves}>
            {retrying ? 'Saving' : 'Retry'}
          </Button>
        </div>
      ) : null}
      {recovery ? (
        <output className={`${css['notice']} ${css['stopped']}`}>
          <span>{recoveredWords(recovery)}</span>
          <IconButton label="Dismiss" onClick={dismissRecovery}>
            <X size={16} aria-hidden />
          </IconButton>
        </output>
      ) : null}
    </div>
  )
}
