import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useActions, useApp } from '../state/use-app.ts'
import { Button, IconButton } from '../ui/button.tsx'
import css from './chat-view.module.css'
import { interruptedWords, unsavedWords } from '../state/notice-sentence.ts'

/** What a person has to know before anything else: answers not saved, answers cut by the last end of the app. */
export function NoticeBars(): ReactNode {
  const { retrySaves, dismissInterrupted } = useActions()
  const unsaved = useApp((data) => data.unsaved)
  const retrying = useApp((data) => data.retrying_saves)
  const interrupted = useApp((data) => data.interrupted)
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
      {interrupted > 0 ? (
        <output className={`${css['notice']} ${css['stopped']}`}>
          <span>{interruptedWords(interrupted)}</span>
          <IconButton label="Dismiss" onClick={dismissInterrupted}>
            <X size={16} aria-hidden />
          </IconButton>
        </output>
      ) : null}
    </div>
  )
}
