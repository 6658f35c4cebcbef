import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { openSession } from '../state/app-store.ts'
import { useActions, useApp } from '../state/use-app.ts'
import { Button, IconButton } from '../ui/button.tsx'
import css from './chat-view.module.css'
import { recoveredWords, unsandboxedWords, unsavedWords } from '../state/notice-sentence.ts'

/** A chat out of the way is told to be so, and how it comes back. */
function ArchivedBar(): ReactNode {
  const { unarchive } = useActions()
  const session_id = useApp((data) => {
    const session = openSession(data)
    return session?.archived ? session.session_id : null
  })
  if (session_id === null) return null
  return (
    <div className={`${css['notice']} ${css['plain']}`}>
      <span>This chat is archived. A new message brings it back.</span>
      <Button onClick={() => void unarchive(session_id)}>Bring it back</Button>
    </div>
  )
}

/** How the app was started is nothing a click can change; it is said once a start. */
function UnsandboxedBar(): ReactNode {
  const { dismissUnsandboxed } = useActions()
  const shown = useApp((data) => data.unsandboxed)
  const platform = useApp((data) => data.platform)
  if (!shown) return null
  return (
    <output className={`${css['notice']} ${css['stopped']}`}>
      <span>{unsandboxedWords(platform)}</span>
      <IconButton label="Dismiss" onClick={dismissUnsandboxed}>
        <X size={16} aria-hidden />
      </IconButton>
    </output>
  )
}

/** What a person has to know before anything else: answers not saved, what was recovered after an end that was not in order, no sandbox. */
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
          <Button busy={retrying} onClick={retrySaves}>
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
      <UnsandboxedBar />
      <ArchivedBar />
    </div>
  )
}
